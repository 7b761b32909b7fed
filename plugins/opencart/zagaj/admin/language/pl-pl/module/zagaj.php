<?php
$_['heading_title'] = 'Zagaj';
$_['entry_address'] = 'Adres';
$_['entry_secret'] = 'Sekret (puste pole zostawia obecny)';
$_['entry_key'] = 'Klucz sklepu dla okienka';
$_['entry_status'] = 'Włączone';
$_['text_success'] = 'Zapisano.';
$_['text_no_worker'] = 'Zapisano. Pliku zagaj-push.js nie udało się umieścić w głównym katalogu sklepu: przeglądarki nie powiedzą o obiecanej odpowiedzi.';
$_['error_permission'] = 'Nie możesz tego zmienić.';
$_['error_address'] = 'Adres kończy się na /hooks/opencart/ i numer połączenia. Skopiuj go z panelu Zagaj.';
$_['error_secret'] = 'Sekret zaczyna się od whsec_. Skopiuj go z panelu Zagaj.';
