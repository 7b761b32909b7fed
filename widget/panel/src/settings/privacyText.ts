export const pl = {
  title: 'Teksty o danych', lead: 'Teksty powstają z ustawień, jakie są teraz. W nawiasach kwadratowych wpisz to, co wiesz tylko Ty, i po każdej zmianie ustawień pobierz tekst na nowo.',
  kind: 'Tekst', kinds: { notice: 'Informacja dla klientów', record: 'Rejestr czynności przetwarzania' }, lang: 'Język', text: 'Treść', save: 'Pobierz plik', copy: 'Kopiuj', copied: 'Skopiowano',
}
export const en: typeof pl = {
  title: 'Texts about data', lead: 'The texts are made from the settings as they are now. Fill in what stands in square brackets, and fetch the text anew after every change of the settings.',
  kind: 'Text', kinds: { notice: 'Notice for visitors', record: 'Record of processing' }, lang: 'Language', text: 'Content', save: 'Download', copy: 'Copy', copied: 'Copied',
}
