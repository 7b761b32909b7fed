<?php
/**
 * One act in a WordPress made by install.php, as a page or a person of the shop would do it: php act.php FOLDER ACT. Prints one line of JSON.
 *
 * @package Zagaj
 */

// phpcs:disable -- a test.
$_SERVER['HTTP_HOST'] = 'localhost';
define( 'WP_ADMIN', true );
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );

/** Activates a plugin; the reason when WordPress refuses. */
function switch_on( $plugin ) {
	$done = activate_plugin( $plugin );
	return is_wp_error( $done ) ? $done->get_error_code() . ': ' . wp_strip_all_tags( $done->get_error_message() ) : 'on';
}

$acts = array(
	'activate'   => function ( $plugin ) { return switch_on( $plugin ); },
	'shop'       => function () {
		WC_Install::install();
		update_option( 'woocommerce_currency', 'PLN' );
		update_option( 'woocommerce_coming_soon', 'no' );
		update_option( 'woocommerce_default_country', 'PL' );
		update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'COD', 'enable_for_virtual' => 'yes' ) );
		$mug = new WC_Product_Simple();
		$mug->set_props( array( 'name' => 'Mug', 'regular_price' => '49.99', 'sku' => 'MUG-1', 'status' => 'publish', 'virtual' => true ) );
		return (string) $mug->save();
	},
	'set'        => function ( $url, $secret, $key ) {
		update_option( 'zagaj_address', $url );
		update_option( 'zagaj_secret', $secret );
		update_option( 'zagaj_key', $key );
		return 'set';
	},
	'webhooks'   => function () {
		global $wpdb;
		return $wpdb->get_col( "SELECT CONCAT( topic, ' ', status, ' ', delivery_url ) FROM {$wpdb->prefix}wc_webhooks ORDER BY topic" );
	},
	'deliver'    => function () {
		ActionScheduler_QueueRunner::instance()->run();
		return (string) ( new ActionScheduler_DBStore() )->query_actions( array( 'status' => 'pending', 'hook' => 'woocommerce_deliver_webhook_async' ), 'count' );
	},
	'export'     => function ( $email ) {
		$ours = apply_filters( 'wp_privacy_personal_data_exporters', array() )['zagaj'];
		return call_user_func( $ours['callback'], $email, 1 );
	},
	'erase'      => function ( $email ) {
		$ours = apply_filters( 'wp_privacy_personal_data_erasers', array() )['zagaj'];
		return call_user_func( $ours['callback'], $email, 1 );
	},
	'compatible' => function () {
		return \Automattic\WooCommerce\Utilities\FeaturesUtil::get_compatible_plugins_for_feature( 'custom_order_tables' )['compatible'];
	},
	'delete'     => function ( $plugin ) {
		deactivate_plugins( $plugin );
		WP_Filesystem();
		$done = delete_plugins( array( $plugin ) );
		return is_wp_error( $done ) ? $done->get_error_message() : $done;
	},
	'left'       => function () {
		global $wpdb;
		$orders = $wpdb->get_var( "SHOW TABLES LIKE '{$wpdb->prefix}wc_orders_meta'" );
		return array_merge(
			$wpdb->get_col( "SELECT meta_key FROM {$wpdb->postmeta} WHERE meta_key LIKE '%zagaj%'" ),
			$orders ? $wpdb->get_col( "SELECT meta_key FROM $orders WHERE meta_key LIKE '%zagaj%'" ) : array(),
			$wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%zagaj%'" ),
			$wpdb->get_col( "SELECT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE '%zagaj%'" ),
			glob( WP_PLUGIN_DIR . '/zagaj*' )
		);
	},
);
$said = $acts[ $argv[2] ]( ...array_slice( $argv, 3 ) );
echo "\n" . json_encode( array( 'said' => $said ) ) . "\n";
