<?php
$_['heading_title'] = 'Zagaj';
$_['entry_address'] = 'Address';
$_['entry_secret'] = 'Secret (empty: keep the one that is set)';
$_['entry_key'] = 'Shop\'s key for the widget';
$_['entry_status'] = 'On';
$_['text_success'] = 'Saved.';
$_['text_no_worker'] = 'Saved. zagaj-push.js could not be put into the shop\'s root folder: browsers do not tell of promised answers.';
$_['error_permission'] = 'You may not change this.';
$_['error_address'] = 'The address ends with /hooks/opencart/ and the connection\'s id. Copy it from Zagaj\'s panel.';
$_['error_secret'] = 'The secret begins with whsec_. Copy it from Zagaj\'s panel.';
