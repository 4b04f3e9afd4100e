import { mount } from 'svelte';
import '../ui/field.css';
import { offerAll } from '../ui/locale.svelte';
import { listen } from '../ui/route.svelte';
import App from './App.svelte';
import { keepOffer } from './install';
import { takeUpdate } from './update';

keepOffer();

if (!(await takeUpdate())) {
  await offerAll();
  listen('/app/');
  mount(App, { target: document.getElementById('screen')! });
}
