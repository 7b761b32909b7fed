export const pl = {
  back: 'Ustawienia', broken: 'Ta część panelu się nie wczytała.', unknown: 'Nie ma takiej strony ustawień.', noRight: 'Tę stronę widzą tylko właściciel i administratorzy.',
  groups: { offers: 'Zapraszanie do rozmowy', work: 'Praca', shop: 'Sklep', people: 'Zespół i konto' },
  sections: { rules: 'Reguły', experiments: 'Eksperymenty', calm: 'Spokój klientów', schedule: 'Godziny pracy', chat: 'Zasady rozmów', answers: 'Gotowe odpowiedzi', questions: 'Sugerowane pytania', peek: 'Podgląd pisania', push: 'Powiadomienia na urządzeniu', guide: 'Pierwsze kroki', install: 'Połączenie ze sklepem', look: 'Wygląd czatu', texts: 'Teksty czatu', profile: 'Moje zdjęcie', privacy: 'Prywatność', letters: 'E-maile', webhooks: 'Powiadomienia innych systemów', keys: 'Klucze dla programów', team: 'Zespół', account: 'Moje konto', audit: 'Dziennik zmian' },
  chat: {
    lead: 'Co klient może zrobić w czacie i co widzą konsultanci. Zmiany działają od razu.', closed: 'Gdy nikt nie może odpowiedzieć', photos: 'Zdjęcia od klientów', mood: 'Ton wiadomości',
    closedModes: { hide: ['Ukryj czat', 'Klient nie widzi przycisku czatu.'], message: ['Przyjmuj wiadomości', 'Klient zostawia wiadomość i widzi, kiedy sklep się otworzy.'] },
    photoModes: { off: ['Nie przyjmuj', 'Nikt nie wyśle zdjęcia.'], ask: ['Na prośbę', 'Klient wysyła zdjęcie, gdy konsultant o nie poprosi.'], allow: ['Zawsze', 'Klient może wysłać zdjęcie w każdej rozmowie.'] },
    moodOn: 'Zaznaczaj zdenerwowanie i zadowolenie', moodHint: 'Konsultant widzi, które słowa wysłanej wiadomości tak brzmią.',
  },
}

export type Texts = typeof pl

export const en: Texts = {
  back: 'Settings', broken: 'This part of the panel did not load.', unknown: 'There is no such page of settings.', noRight: 'Only owners and admins see this page.',
  groups: { offers: 'Inviting to a chat', work: 'Work', shop: 'Shop', people: 'Team and account' },
  sections: { rules: 'Rules', experiments: 'Experiments', calm: 'Visitors’ peace', schedule: 'Opening hours', chat: 'How chats are run', answers: 'Ready answers', questions: 'Suggested questions', peek: 'Sneak peek', push: 'Notifications on this device', guide: 'First steps', install: 'Connection to the shop', look: 'The chat’s look', texts: 'The chat’s texts', profile: 'My photo', privacy: 'Privacy', letters: 'E-mails', webhooks: 'Telling other systems', keys: 'Keys for programs', team: 'Team', account: 'My account', audit: 'Audit log' },
  chat: {
    lead: 'What visitors can do in the chat, and what consultants see. Changes apply at once.', closed: 'While nobody can answer', photos: 'Photos from visitors', mood: 'Tone of messages',
    closedModes: { hide: ['Hide the chat', 'Visitors do not see the chat button.'], message: ['Take messages', 'A visitor leaves a message and sees when the shop opens.'] },
    photoModes: { off: ['Never', 'Nobody can send a photo.'], ask: ['When asked', 'A visitor sends a photo once a consultant has asked for one.'], allow: ['Always', 'A visitor may send a photo in every chat.'] },
    moodOn: 'Mark what sounds upset or pleased', moodHint: 'Consultants see which words of a sent message sound so.',
  },
}
