/** What a merchant calls a platform, and what is to be done in it, step by step. {address}, {secret} and {key} are filled in; between
 *  ` and ` stands what is typed or pasted as it is. asks: the platform makes the secret, and Zagaj has to be told. press: its plugin connects by
 *  itself, with what is to be done there instead; {panel} is where Zagaj is. */
export interface Platform { name: string; asks?: { pl: string; en: string }; press?: { pl: readonly string[]; en: readonly string[] }; pl: readonly string[]; en: readonly string[] }

const wordpress = {
  pl: ['Utwórz wtyczkę poleceniem `make plugins`: powstanie `bin/plugins/zagaj-woocommerce.zip`.', 'W WordPressie: Wtyczki → Dodaj → Wyślij wtyczkę na serwer, wybierz ten plik i włącz.'],
  en: ['Make the plugin with `make plugins`: it is `bin/plugins/zagaj-woocommerce.zip`.', 'In WordPress: Plugins → Add → Upload Plugin, choose that file and activate it.'],
}

const snippet = { pl: 'Wklej kod czatu (poniżej) na każdej stronie sklepu.', en: 'Paste the chat’s code (below) into every page of the shop.' }
const settings = { pl: 'Wpisz tam adres, klucz i klucz sklepu: `{address}`, `{secret}`, `{key}`. Moduł sam wstawi czat na strony.', en: 'Enter the address, the secret and the shop’s key there: `{address}`, `{secret}`, `{key}`. The module puts the chat on the pages by itself.' }
const meta = (what: { pl: string; en: string }) => ({ pl: `Wklej kod czatu (poniżej) w szablon sklepu, a obok \`<meta name="zagaj:cart" content="…">\` z ${what.pl}.`, en: `Paste the chat’s code (below) into the storefront’s layout, with \`<meta name="zagaj:cart" content="…">\` holding ${what.en}.` })
const cartID = meta({ pl: 'numerem koszyka', en: 'the cart’s id' })

export const PLATFORMS: Readonly<Record<string, Platform>> = {
  woocommerce: { name: 'WooCommerce',
    press: {
      pl: [...wordpress.pl, 'WooCommerce → Zagaj: wpisz `{panel}` i naciśnij Połącz. Potwierdzisz to tutaj; czat, koszyki i zamówienia ustawią się same.'],
      en: [...wordpress.en, 'WooCommerce → Zagaj: enter `{panel}` and press Connect. You confirm it here; the chat, carts and orders set themselves up.'],
    },
    pl: [...wordpress.pl, 'WooCommerce → Zagaj: wpisz adres `{address}`, klucz `{secret}` i klucz sklepu `{key}`. Czat pojawi się w stopce.', 'Zamówienia: WooCommerce → Ustawienia → Zaawansowane → Webhooki. Dodaj „Zamówienie utworzone” i „Zamówienie zaktualizowane” z tym samym adresem i kluczem.'],
    en: [...wordpress.en, 'WooCommerce → Zagaj: enter the address `{address}`, the secret `{secret}` and the shop’s key `{key}`. The chat appears in the footer.', 'Orders: WooCommerce → Settings → Advanced → Webhooks. Add “Order created” and “Order updated” with the same address and secret.'] },
  prestashop: { name: 'PrestaShop',
    pl: ['Utwórz moduł poleceniem `make plugins`: powstanie `bin/plugins/zagaj-prestashop.zip`.', 'W PrestaShop: Moduły → Menedżer modułów → Załaduj moduł, wybierz ten plik.', `Konfiguruj. ${settings.pl}`],
    en: ['Make the module with `make plugins`: it is `bin/plugins/zagaj-prestashop.zip`.', 'In PrestaShop: Modules → Module Manager → Upload a module, choose that file.', `Configure. ${settings.en}`] },
  shopify: { name: 'Shopify',
    pl: ['W Dev Dashboard Shopify utwórz aplikację. Dwa adresy, o które zapyta, pokazuje Zagaj: Ustawienia → Połączenie ze sklepem → Shopify → Klucz i adres. Potrzebne uprawnienia: `read_customer_events`, `read_orders`, `read_products`, `write_pixels`.', 'Przepisz stamtąd do Zagaju Client ID i Client secret, zapisz i wybierz „Wpuść Zagaj do sklepu”. Webhooki zarejestrują się same, pod adresem `{address}`.', 'W motywie, w pliku `layout/theme.liquid`, wklej kod czatu (poniżej), a w nagłówku `<meta name="zagaj:cart" content="{{ cart.token }}">`.'],
    en: ['In Shopify’s Dev Dashboard create an app. The two addresses it asks for are shown by Zagaj: Settings → Connection to the shop → Shopify → Secret and address. It needs `read_customer_events`, `read_orders`, `read_products`, `write_pixels`.', 'Copy its Client ID and Client secret into Zagaj, save, and choose “Let Zagaj into the shop”. Webhooks register themselves, to the address `{address}`.', 'In the theme’s `layout/theme.liquid` paste the chat’s code (below), and `<meta name="zagaj:cart" content="{{ cart.token }}">` into its head.'] },
  shoper: { name: 'Shoper',
    pl: ['W panelu Shopera: Webhooki → Dodaj, format JSON, adres `{address}`, klucz `{secret}`; zdarzenia: zamówienie utworzone, zmienione, opłacone, zmiana statusu.', 'Kod czatu (poniżej) wklej w pole na skrypty w stopce sklepu.'],
    en: ['In Shoper’s panel: Webhooks → Add, format JSON, address `{address}`, secret `{secret}`; for order created, edited, paid and changed state.', 'Paste the chat’s code (below) into the field for scripts in the shop’s footer.'] },
  idosell: { name: 'IdoSell',
    pl: ['W panelu IdoSell dodaj webhook dla nowego i zmienionego zamówienia: metoda `POST`, adres `{address}`, typ `application/json`, nagłówek `Authorization: Bearer {secret}`.', 'Treść webhooka opisuje `docs/platforms/idosell.md`.', 'Kod czatu (poniżej) wklej w dodatkach HTML i JavaScript.'],
    en: ['In IdoSell’s panel add a webhook for a new and for a changed order: method `POST`, address `{address}`, type `application/json`, header `Authorization: Bearer {secret}`.', 'Its body is described in `docs/platforms/idosell.md`.', 'Paste the chat’s code (below) into the HTML and JavaScript add-ons.'] },
  magento: { name: 'Magento',
    pl: ['Utwórz moduł poleceniem `make plugins` i rozpakuj `bin/plugins/zagaj-magento.zip` do `app/code/Zagaj/Chat`.', 'W sklepie: `bin/magento module:enable Zagaj_Chat`, potem `bin/magento setup:upgrade`.', `Sklepy → Konfiguracja → Sprzedaż → Zagaj. ${settings.pl}`],
    en: ['Make the module with `make plugins` and unpack `bin/plugins/zagaj-magento.zip` in `app/code/Zagaj/Chat`.', 'In the shop: `bin/magento module:enable Zagaj_Chat`, then `bin/magento setup:upgrade`.', `Stores → Configuration → Sales → Zagaj. ${settings.en}`] },
  opencart: { name: 'OpenCart',
    pl: ['Utwórz rozszerzenie poleceniem `make plugins`: powstanie `bin/plugins/zagaj.ocmod.zip`.', 'W OpenCart: Rozszerzenia → Instalator, wyślij plik i zainstaluj. Potem Rozszerzenia → Moduły → Zagaj: zainstaluj i edytuj.', settings.pl],
    en: ['Make the extension with `make plugins`: it is `bin/plugins/zagaj.ocmod.zip`.', 'In OpenCart: Extensions → Installer, upload and install it. Then Extensions → Modules → Zagaj: install and edit.', settings.en] },
  bigcommerce: { name: 'BigCommerce', asks: { pl: 'Client secret konta API', en: 'The API account’s client secret' },
    pl: ['Utwórz konto API w BigCommerce i wklej jego client secret wyżej.', 'W Zagaju, w Ustawienia → Połączenie ze sklepem → Klucz i adres, wpisz adres `https://api.bigcommerce.com/stores/{hash}` i access token konta API, zapisz i wybierz „Napraw webhooki”: powstaną webhooki na adres `{address}`.', 'Kod czatu (poniżej) wklej w Script Manager.'],
    en: ['Make an API account in BigCommerce and paste its client secret above.', 'In Zagaj, under Settings → Connection to the shop → Secret and address, enter `https://api.bigcommerce.com/stores/{hash}` and the API account’s access token, save, and choose “Repair the webhooks”: it creates the hooks to `{address}`.', 'Paste the chat’s code (below) into the Script Manager.'] },
  shopware: { name: 'Shopware 6',
    pl: ['Zrób aplikację dla tego sklepu: `zagaj platform app --platform shopware --url {address} --secret {secret} --key {key} > zagaj-shopware.zip`.', 'W Shopware: Rozszerzenia → Moje rozszerzenia → Wyślij rozszerzenie, wybierz ten plik, zainstaluj i włącz. Sklep sam się zarejestruje, a czat pojawi się na stronach.'],
    en: ['Make the app for this shop: `zagaj platform app --platform shopware --url {address} --secret {secret} --key {key} > zagaj-shopware.zip`.', 'In Shopware: Extensions → My extensions → Upload extension, choose that file, install it and switch it on. The shop registers itself, and the chat is on its pages.'] },
  saleor: { name: 'Saleor', asks: { pl: 'Klucze publiczne sklepu (treść /.well-known/jwks.json)', en: 'The shop’s public keys (what /.well-known/jwks.json shows)' },
    pl: ['Zrób manifest: `zagaj platform manifest --platform saleor --url {address} > manifest.json` i umieść go tam, gdzie Saleor go odczyta.', 'W Saleorze: Rozszerzenia → Zainstaluj zewnętrzną aplikację, podaj adres manifestu.', cartID.pl],
    en: ['Make the manifest: `zagaj platform manifest --platform saleor --url {address} > manifest.json`, and put it where Saleor can read it.', 'In Saleor: Extensions → Install external app, enter where the manifest is.', cartID.en] },
  medusa: { name: 'Medusa',
    pl: ['Utwórz paczkę poleceniem `make plugins`, a w sklepie `npm install …/zagaj-medusa-0.1.0.tgz`.', 'W `medusa-config.ts`: `plugins: [{ resolve: "zagaj-medusa", options: { address: "{address}", secret: "{secret}" } }]`.', cartID.pl],
    en: ['Make the package with `make plugins`, and in the shop `npm install …/zagaj-medusa-0.1.0.tgz`.', 'In `medusa-config.ts`: `plugins: [{ resolve: "zagaj-medusa", options: { address: "{address}", secret: "{secret}" } }]`.', cartID.en] },
  vendure: { name: 'Vendure',
    pl: ['Utwórz paczkę poleceniem `make plugins`, a w sklepie `npm install …/zagaj-vendure-0.1.0.tgz`.', 'W `vendure-config.ts`: `plugins: [ZagajPlugin.init({ address: "{address}", secret: "{secret}" })]`.', meta({ pl: 'kodem zamówienia', en: 'the active order’s code' }).pl],
    en: ['Make the package with `make plugins`, and in the shop `npm install …/zagaj-vendure-0.1.0.tgz`.', 'In `vendure-config.ts`: `plugins: [ZagajPlugin.init({ address: "{address}", secret: "{secret}" })]`.', meta({ pl: 'kodem zamówienia', en: 'the active order’s code' }).en] },
  standard: { name: '', pl: ['Sklep wysyła koszyki i zamówienia sam: `POST {address}`, podpisane kluczem `{secret}` według Standard Webhooks. Opis: `docs/platforms/any-shop.md`.', snippet.pl], en: ['The shop sends its carts and orders itself: `POST {address}`, signed with the secret `{secret}` by Standard Webhooks. See `docs/platforms/any-shop.md`.', snippet.en] },
}

const ANY = { pl: 'Dowolny sklep', en: 'Any shop' }

/** A platform's name as people write it; what we have no name for stays as it is. */
export const platformName = (id: string, lang: 'pl' | 'en'): string => (id === 'standard' ? ANY[lang] : PLATFORMS[id]?.name || id)

/** A step's text in pieces, every second of which is to be typed as it is. */
export function pieces(step: string, fill: Record<string, string>): string[] {
  return step.split('`').map((part) => part.replace(/\{(address|secret|key|panel)\}/g, (whole, name: string) => fill[name] || whole))
}
