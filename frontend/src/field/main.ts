import { mount } from 'svelte';
import '../ui/field.css';
import { listen } from '../ui/route.svelte';
import App from './App.svelte';
import { takeUpdate } from './update';

if (!(await takeUpdate())) {
  listen('/app/');
  mount(App, { target: document.getElementById('screen')! });
}
