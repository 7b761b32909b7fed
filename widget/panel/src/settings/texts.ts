export const pl = {
  back: 'Ustawienia', broken: 'Ta część panelu się nie wczytała.', unknown: 'Nie ma takiej strony ustawień.', noRight: 'Tę stronę widzą tylko właściciel i administratorzy.',
  groups: { offers: 'Zapraszanie do rozmowy', work: 'Praca', shop: 'Sklep', people: 'Zespół i konto' },
  sections: { rules: 'Reguły', experiments: 'Eksperymenty', calm: 'Spokój klientów', schedule: 'Godziny pracy', answers: 'Gotowe odpowiedzi', questions: 'Sugerowane pytania', peek: 'Podgląd pisania', push: 'Powiadomienia na urządzeniu', guide: 'Pierwsze kroki', install: 'Połączenie ze sklepem', look: 'Wygląd czatu', texts: 'Teksty czatu', profile: 'Moje zdjęcie', privacy: 'Prywatność', letters: 'E-maile', webhooks: 'Powiadomienia innych systemów', keys: 'Klucze dla programów', team: 'Zespół', account: 'Moje konto', audit: 'Dziennik zmian' },
}

export type Texts = typeof pl

export const en: Texts = {
  back: 'Settings', broken: 'This part of the panel did not load.', unknown: 'There is no such page of settings.', noRight: 'Only owners and admins see this page.',
  groups: { offers: 'Inviting to a chat', work: 'Work', shop: 'Shop', people: 'Team and account' },
  sections: { rules: 'Rules', experiments: 'Experiments', calm: 'Visitors’ peace', schedule: 'Opening hours', answers: 'Ready answers', questions: 'Suggested questions', peek: 'Sneak peek', push: 'Notifications on this device', guide: 'First steps', install: 'Connection to the shop', look: 'The chat’s look', texts: 'The chat’s texts', profile: 'My photo', privacy: 'Privacy', letters: 'E-mails', webhooks: 'Telling other systems', keys: 'Keys for programs', team: 'Team', account: 'My account', audit: 'Audit log' },
}
