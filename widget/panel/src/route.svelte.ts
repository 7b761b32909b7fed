/** Where the panel is: /panel/, /panel/c/{conversation}, /panel/settings, /panel/setup. */
class Route {
  path = $state(location.pathname)

  constructor() {
    addEventListener('popstate', () => { this.path = location.pathname })
  }

  go(path: string, replace = false): void {
    if (path === location.pathname && location.search === '') return
    history[replace ? 'replaceState' : 'pushState'](null, '', path)
    this.path = path
  }

  /** For links inside the panel: a plain click changes the screen, anything else is the browser's. */
  follow = (e: MouseEvent & { currentTarget: HTMLAnchorElement }): void => {
    if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
    e.preventDefault()
    this.go(e.currentTarget.pathname)
  }

  get screen(): 'setup' | 'settings' | 'desk' {
    const name = this.path.replace(/^\/panel\/?/, '').replace(/\/+$/, '')
    return name === 'setup' || name === 'settings' ? name : 'desk'
  }

  get conversation(): string {
    return decodeURIComponent(/^\/panel\/c\/([^/]+)/.exec(this.path)?.[1] ?? '')
  }
}

export const route = new Route()
