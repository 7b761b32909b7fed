declare module '*.css?inline' {
  const text: string
  export default text
}

/** The chat's built file name, put in by vite.visitor.ts. */
declare const CHAT_FILE: string

interface Window {
  zagajConsent?: boolean
  zagaj?: import('./loader').ZagajAPI
}
