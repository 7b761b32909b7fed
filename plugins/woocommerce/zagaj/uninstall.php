<?php
/**
 * Removes everything the plugin kept. What stands in sessions goes with the sessions.
 *
 * @package Zagaj
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

global $wpdb;
define( 'ZAGAJ_REMOVED', (int) floor( microtime( true ) * 1000 ) );
require_once __DIR__ . '/includes/class-zagaj-message.php';
require_once __DIR__ . '/includes/class-zagaj-webhooks.php';
require_once __DIR__ . '/includes/class-zagaj-key.php';
Zagaj_Message::send( 'shop.uninstalled', array( 'id' => 'shop' ), ZAGAJ_REMOVED );

wp_clear_scheduled_hook( 'zagaj_owed' );
Zagaj_Webhooks::remove();
Zagaj_Key::drop( (int) get_option( 'zagaj_api_key', 0 ) );
foreach ( array( 'zagaj_address', 'zagaj_secret', 'zagaj_key', 'zagaj_name', 'zagaj_webhooks', 'zagaj_api_key', 'zagaj_owed' ) as $zagaj_option ) {
	delete_option( $zagaj_option );
}

// What orders say of their carts: orders are posts in some shops and have tables of their own in others.
delete_metadata( 'post', 0, '_zagaj_cart', '', true );
$zagaj_table = $wpdb->prefix . 'wc_orders_meta';
// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.SlowDBQuery -- WooCommerce has no function for all orders at once.
if ( $zagaj_table === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $zagaj_table ) ) ) ) {
	$wpdb->delete( $zagaj_table, array( 'meta_key' => '_zagaj_cart' ), array( '%s' ) );
}
// phpcs:enable
