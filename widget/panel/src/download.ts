/** Hands a file to the browser. */
export function download(name: string, type: string, ...text: string[]): void {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(new Blob(text, { type }))
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000) // some browsers read it only after the click
}
