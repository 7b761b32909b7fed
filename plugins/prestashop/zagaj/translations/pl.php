<?php
// PrestaShop finds a word by the file and the digest of the English one.
global $_MODULE;
$_MODULE = [];
$_MODULE['<{zagaj}prestashop>zagaj_18cfdbf8fca7e4882b57f9cc962fb563'] = 'Czat, w którym człowiek proponuje pomoc we właściwej chwili.';
$_MODULE['<{zagaj}prestashop>zagaj_a415262b8309d41c242c2a0d3ab4e7d9'] = 'Adres kończy się na /hooks/prestashop/ i numer połączenia.';
$_MODULE['<{zagaj}prestashop>zagaj_0231f10002c926240996cdf6ac4b81c5'] = 'Sekret zaczyna się od whsec_. Skopiuj go z panelu Zagaj.';
$_MODULE['<{zagaj}prestashop>zagaj_2bcf4d0012d8fec18f5b97a1f307c958'] = 'Zapisano.';
$_MODULE['<{zagaj}prestashop>zagaj_fb9329a589f7e24abb990b41b173cce9'] = 'Pliku zagaj-push.js nie udało się umieścić w głównym katalogu sklepu: przeglądarki nie powiedzą o obiecanej odpowiedzi.';
$_MODULE['<{zagaj}prestashop>zagaj_dd7bf230fde8d4836917806aff6a6b27'] = 'Adres';
$_MODULE['<{zagaj}prestashop>zagaj_1e6947ac7fb3a9529a9726eb692c8cc5'] = 'Sekret';
$_MODULE['<{zagaj}prestashop>zagaj_e40d8ad29fc059c9a045c1e8ff5e1397'] = 'Klucz sklepu dla okienka';
$_MODULE['<{zagaj}prestashop>zagaj_c9cc8cce247e49bae79f15173ce97354'] = 'Zapisz';
$_MODULE['<{zagaj}prestashop>zagaj_2ba452a30867de713f338482c93a6f4b'] = 'Kopia danych z czatu czeka w panelu Zagaj, w dziale Prywatność.';
$_MODULE['<{zagaj}prestashop>zagaj_e676d2ac7b1f34a8b569fd62664e679b'] = 'Nie udało się połączyć z Zagajem. Próba zostanie powtórzona przy następnym koszyku lub zamówieniu.';
