import { mount } from 'svelte';
import '../ui/desk.css';
import '../ui/print.css';
import { listen } from '../ui/route.svelte';
import App from './App.svelte';

listen('/inzicht/');
mount(App, { target: document.getElementById('screen')! });
