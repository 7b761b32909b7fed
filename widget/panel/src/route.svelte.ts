import { decoded } from './address'

export type ScreenName = 'desk' | 'visitors' | 'history' | 'reports' | 'settings' | 'welcome' | 'setup' | 'invitation' | 'reset'

const SCREENS: readonly string[] = ['visitors', 'history', 'reports', 'settings', 'welcome', 'setup', 'invitation', 'reset']

/** A step of the history that stands for what lies over a screen, at the screen's own address. */
const OVER = 'over'

/** Where the panel is. /panel/ and /panel/c/{conversation} are the desk; the others are /panel/{screen} and
 *  /panel/{screen}/{item}, with the rest of what the screen shows in the query. */
class Route {
  path = $state(location.pathname)
  search = $state(location.search)
  /** Where the person wants to go, while it is asked whether to leave what is not saved. */
  wanted = $state.raw<() => void>()
  #hide: (() => void) | undefined
  readonly #unsaved = new Set<() => boolean>()

  constructor() {
    addEventListener('popstate', () => this.#step())
    addEventListener('beforeunload', (e) => { if (this.#isUnsaved) e.preventDefault() })
  }

  /** Goes to a path, with a query when it has one. */
  go(to: string, replace = false): void {
    if (to === location.pathname + location.search) return
    this.leave(() => {
      history[replace || history.state === OVER ? 'replaceState' : 'pushState'](null, '', to)
      this.#read()
    })
  }

  /** From now on it is asked before what is unsaved is left; the answer ends that. */
  hold(isUnsaved: () => boolean): () => void {
    this.#unsaved.add(isUnsaved)
    return () => { this.#unsaved.delete(isUnsaved) }
  }

  /** Does what leaves the screen, at once or when the person agrees to lose what is not saved. */
  leave(then: () => void): void {
    if (this.#isUnsaved) this.wanted = then
    else then()
  }

  stay(): void { this.wanted = undefined }

  /** Goes where the person wanted to; what was not saved is lost. */
  letGo(): void {
    const then = this.wanted
    this.stay()
    this.#unsaved.clear()
    then?.()
  }

  /** Something lies over the screen: Back, or any other address, hides it. The answer is called once it is gone. */
  over(hide: () => void): () => void {
    history.pushState(OVER, '')
    this.#hide = hide
    return () => {
      this.#hide = undefined
      if (history.state === OVER) history.back()
    }
  }

  /** For links inside the panel: a plain click changes the screen, anything else is the browser's. */
  follow = (e: MouseEvent & { currentTarget: HTMLAnchorElement }): void => {
    if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
    e.preventDefault()
    this.go(e.currentTarget.pathname + e.currentTarget.search)
  }

  get screen(): ScreenName {
    const name = this.#parts[0] ?? ''
    return SCREENS.includes(name) ? (name as ScreenName) : 'desk'
  }

  /** What is open on the screen: a visitor, a closed conversation, a section of the settings; '' when nothing is. */
  get item(): string { return this.screen === 'desk' ? '' : (this.#parts[1] ?? '') }

  get conversation(): string { return this.#parts[0] === 'c' ? (this.#parts[1] ?? '') : '' }

  get query(): URLSearchParams { return new URLSearchParams(this.search) }

  get #parts(): string[] { return this.path.replace(/^\/panel\/?/, '').split('/').map(decoded) }

  get #isUnsaved(): boolean { return [...this.#unsaved].some((is) => is()) }

  /** The browser has taken a step already when it tells: one that leaves what is not saved is taken back, then asked about. */
  #step(): void {
    const isElsewhere = location.pathname + location.search !== this.path + this.search
    if (!isElsewhere || !this.#isUnsaved) { this.#read(); return }
    history.pushState(null, '', this.path + this.search)
    this.wanted = () => history.back()
  }

  #read(): void {
    this.#hide?.()
    this.path = location.pathname
    this.search = location.search
  }
}

export const route = new Route()
