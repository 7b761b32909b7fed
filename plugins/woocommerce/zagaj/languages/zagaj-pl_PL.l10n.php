<?php
/**
 * Polish words, in the form that WordPress reads from 6.5 on.
 *
 * @package Zagaj
 */

return array(
	'domain'       => 'zagaj',
	'language'     => 'pl_PL',
	'plural-forms' => 'nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);',
	'messages'     => array(
		'Address'                                                                                                                   => 'Adres',
		'Chat'                                                                                                                      => 'Czat',
		'Zagaj could not be reached. It is told again every ten minutes until it is.'                                               => 'Nie udało się połączyć z Zagajem. Próba jest powtarzana co dziesięć minut, aż się uda.',
		'Connect'                                                                                                                   => 'Połącz',
		'By hand'                                                                                                                   => 'Ręcznie',
		'Connected with %s. The chat is in the shop, and carts and orders are sent.'                                                => 'Połączono ze sklepem %s w Zagaj. Czat jest w sklepie, a koszyki i zamówienia są wysyłane.',
		'Connected: %1$s (%2$s). Connecting again makes a new secret.'                                                              => 'Połączono: %1$s (%2$s). Ponowne połączenie tworzy nowy sekret.',
		'Copy of the chat\'s data'                                                                                                  => 'Kopia danych z czatu',
		'Enter Zagaj\'s address as it stands in your browser when you open the panel. It begins with https://.'                     => 'Wpisz adres Zagaj taki, jaki widać w przeglądarce po otwarciu panelu. Zaczyna się od https://.',
		'Secret (empty: keep the one that is set)'                                                                                  => 'Sekret (puste pole zostawia obecny)',
		'Shop\'s key for the widget'                                                                                                => 'Klucz sklepu dla okienka',
		'The address ends with /hooks/woocommerce/ and the connection\'s id. Copy it from Zagaj\'s panel.'                          => 'Adres kończy się na /hooks/woocommerce/ i numer połączenia. Skopiuj go z panelu Zagaj.',
		'The secret begins with whsec_. Copy it from Zagaj\'s panel.'                                                               => 'Sekret zaczyna się od whsec_. Skopiuj go z panelu Zagaj.',
		'The shop has it in Zagaj\'s panel, under Privacy, and passes it on.'                                                       => 'Sklep ma ją w panelu Zagaj, w dziale Prywatność, i przekaże ją dalej.',
		'This was begun elsewhere, or too long ago. Press Connect again.'                                                           => 'To rozpoczęto gdzie indziej albo zbyt dawno. Naciśnij Połącz jeszcze raz.',
		'Zagaj could not be reached from this server. Check the address and press Connect again.'                                   => 'Ten serwer nie mógł połączyć się z Zagaj. Sprawdź adres i naciśnij Połącz jeszcze raz.',
		'Zagaj did not give the connection. Press Connect again.'                                                                   => 'Zagaj nie dało połączenia. Naciśnij Połącz jeszcze raz.',
		'You may not connect this shop.'                                                                                            => 'Nie możesz połączyć tego sklepu.',
		'Zagaj is given a key of WooCommerce\'s API (read and write) to mend the webhooks and to fetch orders that did not arrive.' => 'Zagaj dostaje klucz do API WooCommerce (odczyt i zapis), by naprawiać webhooki i dociągać zamówienia, które nie dotarły.',
		'Zagaj\'s address'                                                                                                          => 'Adres Zagaj',
		'You confirm in Zagaj\'s panel and come back. No secret has to be copied.'                                                  => 'Potwierdzasz w panelu Zagaj i wracasz. Żadnego sekretu nie trzeba kopiować.',
		'Live chat in which a person offers help at the right moment. Sends carts to your own Zagaj server.'                        => 'Czat, w którym człowiek proponuje pomoc we właściwej chwili. Wysyła koszyki do własnego serwera Zagaj.',
	),
);
