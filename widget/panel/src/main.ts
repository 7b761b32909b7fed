import { mount } from 'svelte'
import App from './App.svelte'
import './tokens.css'
import './app.css'
import './shell/shell.css'
import './desk.css'
import './talk.css'
import './outlets.css'
import { startWorker } from './push'

startWorker()

export default mount(App, { target: document.getElementById('app')! })
