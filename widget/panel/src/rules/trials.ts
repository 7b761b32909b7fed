import { plural } from '../../../wire/text'
import { call } from '../api'

export interface TrialArm { name: string; weight: number; control?: boolean; text?: Record<string, string> }
export interface Trial { id: string; rule: string; name: string; coverage: number; lift: number; window: number; phase: number; same_arms?: boolean; started_at: number; ended_at: number; arms: TrialArm[] }
export interface ReadArm { name: string; control: boolean; exposed: number; orders: number; dismissed: number; bounced: number; operator_minutes: number }
export interface Against { arm: string; ever_valid_p: number; holm_p: number; probability: number; from: number; to: number }
export interface Reading { arms: ReadArm[]; against: Against[]; split_p: number; days: number; per_day: number; needed: number; weeks: number; waiting: string[]; verdict: string }

const id = encodeURIComponent
export const trialsApi = {
  list: () => call('GET', 'experiments'),
  save: (t: Pick<Trial, 'rule' | 'name' | 'coverage' | 'lift' | 'arms'>) => call('PUT', 'experiments', t),
  end: (t: string) => call('POST', `experiments/${id(t)}/end`),
  read: (t: string) => call('GET', `experiments/${id(t)}`),
  size: (base: number, lift: number, arms: number, perDay: number) => call('GET', `experiments/size?base=${base}&lift=${lift}&arms=${arms}&per_day=${perDay}`),
}

export const pl = {
  title: 'Eksperymenty', lead: 'Kto długo się waha, kupuje częściej i bez rozmowy. Dlatego porównujemy osoby, które doszły do tej samej chwili, a różni je tylko to, czy i jakimi słowami zaproponowano pomoc.', none: 'Nie ma jeszcze eksperymentów', noneHint: 'Zacznij od pytania, ile czasu potrzeba, aby cokolwiek zmierzyć.', add: 'Nowy eksperyment', back: 'Wszystkie eksperymenty', running: 'trwa', ended: 'zakończony',
  plan: 'Najpierw: ile to potrwa', base: 'Ilu na sto kupuje dziś (%)', lift: 'Jaką poprawę chcesz wykryć (%)', perDay: 'Ile osób dziennie', perDayHint: 'Tyle dochodzi do propozycji. Sprawdź w regule: „Sprawdź na ostatnich dniach”.', count: 'Policz', needs: (n: number, all: number) => `Potrzeba ${n.toLocaleString('pl')} osób w każdej grupie, razem ${all.toLocaleString('pl')}.`,
  weeks: (n: number) => plural('pl', Math.ceil(n), { one: 'Potrwa co najmniej # tydzień.', few: 'Potrwa co najmniej # tygodnie.', many: 'Potrwa co najmniej # tygodni.', other: 'Potrwa co najmniej # tygodnia.' }), tooLong: 'To ponad pół roku. Uczciwiej nie mierzyć niż udawać wynik: wykrywaj większą poprawę albo poczekaj na większy ruch.',
  name: 'Nazwa', rule: 'Reguła', what: 'Co porównać', help: 'propozycja albo nic', wordsOnly: 'obecne słowa albo inne', armText: 'Inne słowa (po polsku)', armTextEn: 'Inne słowa (po angielsku)', coverage: 'Ilu klientów bierze udział (%)', start: 'Zacznij', noRules: 'Najpierw utwórz regułę.',
  soFar: 'Dotąd', exposed: 'Doszło do propozycji', orders: 'Kupiło', rate: 'Odsetek', dismissed: 'Zamknęło', bounced: 'Wyszło zaraz', minutes: 'Minut konsultanta', arm: 'Grupa', day: (n: number) => plural('pl', n, { one: '# dzień', few: '# dni', many: '# dni', other: '# dnia' }), verdict: 'Wniosek', end: 'Zakończ eksperyment', endAsk: 'Zakończyć? Nie da się go wznowić.',
  waiting: { days: 'Jeszcze nie minął tydzień.', orders: 'Jeszcze nie ma stu zamówień.', orders_arm: 'W najmniejszej grupie nie ma jeszcze 25 zamówień.', split: 'Z jednej grupy znikają osoby: coś w pomiarze nie działa.' } as Record<string, string>,
  verdicts: { waiting: 'Na wniosek jest za wcześnie.', split: 'Nie będzie go, dopóki pomiar nie działa.', open: 'Różnicy nie widać. To też wynik: albo jej nie ma, albo jest mniejsza, niż da się tu zmierzyć.', same: 'Grupy są takie same, jak powinny.', broken: 'Takie same grupy wyszły różne: pomiar nie działa.' } as Record<string, string>,
  better: (arm: string, base: string) => `W grupie „${arm}” kupuje większa część osób niż w grupie „${base}”.`, worse: (arm: string, base: string) => `W grupie „${arm}” kupuje mniejsza część osób niż w grupie „${base}”.`, wholeWeeks: (n: number) => plural('pl', Math.ceil(n), { one: 'Licząc od początku, potrwa to co najmniej # tydzień.', few: 'Licząc od początku, potrwa to co najmniej # tygodnie.', many: 'Licząc od początku, potrwa to co najmniej # tygodni.', other: 'Licząc od początku, potrwa to co najmniej # tygodnia.' }),
  interval: (from: string, to: string) => `Różnica w odsetku kupujących: od ${from} do ${to} pkt proc.`, needed: (n: number) => `Do wykrycia założonej poprawy potrzeba ${n.toLocaleString('pl')} osób w pierwszej grupie.`,
  holdOut: 'Grupa kontrolna sklepu', holdOutLead: 'Tej części klientów żadna reguła nigdy nic nie proponuje. Tylko tak widać, ile warte jest to wszystko razem. Zwykle 5 do 10 %.', share: 'Część klientów (%)', noHoldOut: 'Grupa kontrolna jest wyłączona.', offered: 'z propozycjami', held: 'bez propozycji', armNames: { held: 'bez propozycji', offered: 'z propozycjami', nothing: 'nic', offer: 'propozycja', now: 'obecne słowa', other: 'inne słowa' } as Record<string, string>,
  units: { s: 'sekundy', min: 'minuty', h: 'godziny', d: 'dni' }, calm: 'Spokój klientów', calmLead: 'Te granice obowiązują wszystkie reguły. „Nie” klienta jest ostateczne na cały podany czas, we wszystkich kartach i na innych urządzeniach.', perVisit: 'Propozycji w jednej wizycie', perVisitHint: '0: bez limitu', firstQuiet: 'Cisza po wejściu', gap: 'Przerwa między propozycjami', afterDismissed: 'Cisza po zamknięciu', afterAccepted: 'Cisza po rozmowie', afterOrder: 'Cisza po zamówieniu', life: 'Ile propozycja zostaje na ekranie', ignoredMax: 'Która kolejna bez reakcji liczy się jak zamknięcie', ignoredIn: 'W ciągu', consent: 'Bez zgody klienta nic nie mierz i nic nie proponuj',
}
export type Texts = typeof pl

export const en: Texts = {
  title: 'Experiments', lead: 'Whoever hesitates longer buys more often anyway. So we compare people who came to the very same moment and differ in one thing: whether, or with which words, help was offered.', none: 'There are no experiments yet', noneHint: 'Begin with how long it takes to measure anything.', add: 'New experiment', back: 'All experiments', running: 'running', ended: 'ended',
  plan: 'First: how long it takes', base: 'How many of a hundred buy today (%)', lift: 'Which improvement you want to find (%)', perDay: 'How many people a day', perDayHint: 'So many come to the offer. See in the rule: “Try it on the last days”.', count: 'Work it out', needs: (n, all) => `${n.toLocaleString('en')} people are needed in each arm, ${all.toLocaleString('en')} in all.`,
  weeks: (n) => plural('en', Math.ceil(n), { one: 'It takes at least # week.', other: 'It takes at least # weeks.' }), tooLong: 'That is more than half a year. Better not to measure than to pretend: look for a larger improvement, or wait for more traffic.',
  name: 'Name', rule: 'Rule', what: 'What to compare', help: 'an offer or nothing', wordsOnly: 'today’s words or others', armText: 'Other words (in Polish)', armTextEn: 'Other words (in English)', coverage: 'How many visitors take part (%)', start: 'Start', noRules: 'Make a rule first.',
  soFar: 'So far', exposed: 'Came to the offer', orders: 'Bought', rate: 'Share', dismissed: 'Closed it', bounced: 'Left at once', minutes: 'Consultant’s minutes', arm: 'Arm', day: (n) => plural('en', n, { one: '# day', other: '# days' }), verdict: 'Verdict', end: 'End the experiment', endAsk: 'End it? It cannot be resumed.',
  waiting: { days: 'A week has not passed yet.', orders: 'There are not a hundred orders yet.', orders_arm: 'The smallest arm does not have 25 orders yet.', split: 'One arm loses people: something is wrong with measuring.' },
  verdicts: { waiting: 'It is too early for a verdict.', split: 'There will be none while measuring does not work.', open: 'No difference is seen. That is a result, too: there is none, or it is smaller than can be measured here.', same: 'The arms are alike, as they should be.', broken: 'Equal arms came out different: measuring does not work.' },
  better: (arm, base) => `A larger share of people buys in the arm “${arm}” than in “${base}”.`, worse: (arm, base) => `A smaller share of people buys in the arm “${arm}” than in “${base}”.`, wholeWeeks: (n) => plural('en', Math.ceil(n), { one: 'Counted from its start, it takes at least # week.', other: 'Counted from its start, it takes at least # weeks.' }),
  interval: (from, to) => `The difference in the share who buy: from ${from} to ${to} percentage points.`, needed: (n) => `To find the improvement hoped for, ${n.toLocaleString('en')} people are needed in the first arm.`,
  holdOut: 'The shop’s hold-out', holdOutLead: 'No rule ever offers anything to this share of visitors. Only so can be seen what all of this is worth. 5 to 10% is usual.', share: 'Share of visitors (%)', noHoldOut: 'The hold-out is off.', offered: 'with offers', held: 'without offers', armNames: { held: 'without offers', offered: 'with offers', nothing: 'nothing', offer: 'offer', now: 'today’s words', other: 'other words' },
  units: { s: 'seconds', min: 'minutes', h: 'hours', d: 'days' }, calm: 'Visitors’ peace', calmLead: 'These bounds hold for all rules. A visitor’s “no” is final for the whole time given, in all tabs and on other devices.', perVisit: 'Offers in one visit', perVisitHint: '0: no limit', firstQuiet: 'Quiet after arriving', gap: 'Between two offers', afterDismissed: 'Quiet after closing one', afterAccepted: 'Quiet after a chat', afterOrder: 'Quiet after an order', life: 'How long an offer stays on the screen', ignoredMax: 'Which ignored one in a row counts as closed', ignoredIn: 'Within', consent: 'Measure and offer nothing without the visitor’s consent',
}

/** An arm as its reader calls it; one of somebody's own words stays as it is. */
export const named = (arm: string, t: Texts): string => t.armNames[arm] ?? arm

/** What an experiment says of its arms, with the arm's name; they are held against the first. */
export function verdictOf({ verdict, against, arms, waiting }: Pick<Reading, 'verdict' | 'against' | 'arms' | 'waiting'>, t: Texts): string {
  if (verdict !== 'better' && verdict !== 'worse') return t.verdicts[waiting.includes('split') ? 'split' : verdict] ?? verdict
  const arm = against.find((a) => (verdict === 'better' ? a.from > 0 : a.to < 0)) ?? against[0]
  return t[verdict](named(arm?.arm ?? '', t), named(arms[0]?.name ?? '', t))
}
