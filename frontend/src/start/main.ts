import { mount } from 'svelte';
import '../ui/desk.css';
import '../ui/print.css';
import App from './App.svelte';

mount(App, { target: document.getElementById('screen')! });
