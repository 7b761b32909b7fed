declare module '*.css?inline' {
  const text: string
  export default text
}

/** The built names of the parts fetched later, put in by vite.visitor.ts; of the conversation's, what follows the language. */
declare const CHAT_ENDS: string
declare const MEASURE_FILE: string
declare const MORE_FILE: string
declare const ORDER_FILE: string
declare const TELL_FILE: string

interface Navigator { globalPrivacyControl?: boolean }

interface Window {
  Zagaj?: ((...call: import('./link').Call) => void) & { on?: number; q?: import('./link').Call[] }
  dataLayer?: unknown[]
}
