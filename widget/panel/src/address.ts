/** A part of an address as it was meant; one that was cut or typed wrong stays as it is, and leads nowhere. */
export function decoded(part: string): string {
  try { return decodeURIComponent(part) } catch { return part }
}
