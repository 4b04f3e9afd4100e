import { mount } from 'svelte';
import '../ui/desk.css';
import Withdraw from './Withdraw.svelte';

mount(Withdraw, { target: document.getElementById('screen')! });
