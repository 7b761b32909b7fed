<?php
/**
 * Makes a WordPress in an empty database and switches our plugin on: php install.php FOLDER ADDRESS, with the connection in ZAGAJ_URL, ZAGAJ_SECRET and ZAGAJ_KEY.
 * Prints one line of JSON. For throw-away installs only.
 *
 * @package Zagaj
 */

// phpcs:disable -- a test.
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = (string) parse_url( $argv[2], PHP_URL_HOST ) . ':' . parse_url( $argv[2], PHP_URL_PORT );
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Shop', 'anna', 'anna@shop.example', true, '', 'correct horse battery' );
update_option( 'siteurl', $argv[2] );
update_option( 'home', $argv[2] );
wp_set_current_user( 1 );
$ela  = wp_insert_user( array( 'user_login' => 'ela', 'user_email' => 'ela@shop.example', 'user_pass' => 'correct horse battery', 'role' => 'subscriber' ) );
$shop = file_exists( WP_PLUGIN_DIR . '/woocommerce/woocommerce.php' );
echo json_encode( array( 'wordpress' => get_bloginfo( 'version' ), 'woocommerce' => $shop, 'customer' => (string) $ela ) ) . "\n";
