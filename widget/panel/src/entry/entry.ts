import { call, type Me } from '../api'
import { Cancelled } from '../saving.svelte'

/** The ways to sign in that this server knows beside the password; provider is the name on its button. */
export interface Ways { passkeys: boolean; provider: string; letters: boolean }

export const entryApi = {
  ways: () => call('GET', 'sign-in'),
  login: (email: string, password: string, code: string) => call('POST', 'login', { email, password, code }),
  forgot: (email: string) => call('POST', 'reset', { email }),
  reset: (token: string, password: string) => call('POST', 'reset/confirm', { token, password }),
  join: (token: string, name: string, password: string, language: string) => call('POST', 'invitations/accept', { token, name, password, language }),
}

export const PROVIDER = '/v1/panel/provider'

/** Whether this browser and this server have passkeys together. */
export const hasPasskeys = (): boolean => typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

async function ask(work: Promise<Credential | null>): Promise<unknown> {
  try {
    const made = await work
    if (made) return (made as PublicKeyCredential).toJSON()
  } catch { /* cancelled, timed out, or already there */ }
  throw new Cancelled()
}

/** Signs in with whichever passkey the person picks. */
export async function loginByPasskey(): Promise<Me> {
  const { options, ticket } = await call('POST', 'passkeys', {})
  const credential = await ask(navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options['publicKey'] as PublicKeyCredentialRequestOptionsJSON) }))
  return call('POST', 'passkeys/login', { ticket, credential })
}

/** Asks the server for a challenge; an act that wants proof of who one is. */
export const beginPasskey = () => call('POST', 'factors/passkeys', {})

/** Makes a passkey on this device, or on another one nearby, and keeps it under a name. */
export async function addPasskey({ options, ticket }: Awaited<ReturnType<typeof beginPasskey>>, name: string): Promise<void> {
  const credential = await ask(navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options['publicKey'] as PublicKeyCredentialCreationOptionsJSON) }))
  await call('POST', 'factors/passkeys/add', { ticket, name, credential })
}

export const pl = {
  passkey: 'Zaloguj się kluczem dostępu', provider: (name: string) => `Zaloguj się przez: ${name}`, refused: 'To konto nie ma tu dostępu. Poproś właściciela o zaproszenie na ten sam adres e-mail.',
  code: 'Kod z aplikacji albo kod zapasowy', codeAsked: 'To konto ma drugi składnik. Wpisz kod z aplikacji w telefonie.', codeWrong: 'Ten kod się nie zgadza albo był już użyty.',
  forgot: 'Nie pamiętam hasła', forgotLead: 'Wpisz swój adres. Jeśli go znamy, wyślemy odnośnik do ustawienia nowego hasła.', sendLink: 'Wyślij odnośnik', linkSent: 'Jeśli znamy ten adres, wiadomość jest już w drodze.', back: 'Wróć do logowania', noLetters: 'Ten serwer nie wysyła e-maili. Poproś właściciela o nowe zaproszenie.',
  join: 'Dołącz do zespołu', joinLead: 'Podaj imię, które zobaczą klienci, i ustal hasło.', name: 'Imię', joinGo: 'Dołącz', reset: 'Nowe hasło', resetLead: 'Ustal nowe hasło. Wszystkie przeglądarki zostaną wylogowane.', resetGo: 'Zapisz hasło', resetDone: 'Hasło zmienione. Możesz się zalogować.',
  password: 'Hasło', hint: 'Co najmniej 10 znaków.', badLink: 'Ten odnośnik już nie działa: został użyty albo stracił ważność. Poproś o nowy.', known: 'Ktoś z tym adresem ma już konto.',
  keys: 'Klucze dostępu', keysLead: 'Klucz w telefonie, w komputerze albo na kluczu USB zastępuje hasło i kod: potwierdzasz odciskiem palca, twarzą albo PIN-em.', noKeys: 'Nie masz jeszcze klucza dostępu.', keyName: 'Nazwa klucza', keyHint: 'Na przykład: telefon.', addKey: 'Dodaj klucz', dropKey: 'Usuń', dropOf: (n: string) => `Usuń klucz: ${n}`, added: (d: string) => `dodany ${d}`, used: (d: string) => `użyty ${d}`, notHere: 'Pod tym adresem klucze nie działają: potrzebne są HTTPS i nazwa zamiast numeru IP.', old: 'Ta przeglądarka nie obsługuje kluczy dostępu.',
}
export const en: typeof pl = {
  passkey: 'Sign in with a passkey', provider: (name) => `Sign in with ${name}`, refused: 'This account has no access here. Ask the owner for an invitation to the same e-mail address.',
  code: 'Code from the app, or a recovery code', codeAsked: 'This account has a second factor. Type the code from the app on your phone.', codeWrong: 'This code is wrong or was used already.',
  forgot: 'I forgot my password', forgotLead: 'Type your address. If we know it, we send a link to a new password.', sendLink: 'Send the link', linkSent: 'If we know this address, the letter is on its way.', back: 'Back to sign-in', noLetters: 'This server sends no letters. Ask an owner for a new invitation.',
  join: 'Join the team', joinLead: 'Give the first name that visitors will see, and choose a password.', name: 'First name', joinGo: 'Join', reset: 'New password', resetLead: 'Choose a new password. All browsers are signed out.', resetGo: 'Save the password', resetDone: 'The password is changed. You can sign in.',
  password: 'Password', hint: 'At least 10 characters.', badLink: 'This link no longer works: it was used, or its time is over. Ask for a new one.', known: 'Somebody with this address has an account already.',
  keys: 'Passkeys', keysLead: 'A passkey on a phone, a computer or a USB key stands in for password and code: you confirm by finger, face or PIN.', noKeys: 'You have no passkey yet.', keyName: 'Name of the passkey', keyHint: 'For example: phone.', addKey: 'Add a passkey', dropKey: 'Remove', dropOf: (n) => `Remove the passkey: ${n}`, added: (d) => `added ${d}`, used: (d) => `used ${d}`, notHere: 'There are no passkeys at this address: they need HTTPS and a name, not an IP number.', old: 'This browser does not know passkeys.',
}
