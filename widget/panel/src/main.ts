import { mount } from 'svelte'
import App from './App.svelte'
import './tokens.css'
import './app.css'
import './shell/shell.css'
import './desk.css'
import './talk.css'
import './outlets.css'
import { whenIdle } from './idle'
import { startWorker } from './push'

whenIdle(startWorker)

export default mount(App, { target: document.getElementById('app')! })
