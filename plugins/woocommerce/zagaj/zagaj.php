<?php
/**
 * Plugin Name:          Zagaj
 * Description:          Live chat in which a person offers help at the right moment. Sends carts to your own Zagaj server.
 * Version:              0.1.0
 * Requires at least:    6.4
 * Requires PHP:         7.4
 * Requires Plugins:     woocommerce
 * WC requires at least: 8.2
 * WC tested up to:      11.0
 * License:              Apache-2.0
 * Text Domain:          zagaj
 * Domain Path:          /languages
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/class-zagaj-message.php';
require_once __DIR__ . '/includes/class-zagaj-privacy.php';
require_once __DIR__ . '/includes/class-zagaj-cart.php';
require_once __DIR__ . '/includes/class-zagaj-settings.php';
require_once __DIR__ . '/includes/class-zagaj-webhooks.php';
require_once __DIR__ . '/includes/class-zagaj-key.php';
require_once __DIR__ . '/includes/class-zagaj-connect.php';
require_once __DIR__ . '/includes/class-zagaj-worker.php';

// The shop's orders may live in their own tables; this plugin reads none of them.
add_action(
	'before_woocommerce_init',
	static function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
		}
	}
);

// Polish comes with the plugin; other languages as WordPress finds them.
add_action(
	'init',
	static function () {
		load_plugin_textdomain( 'zagaj', false, dirname( plugin_basename( __FILE__ ) ) . '/languages' );
	}
);

// What the plugin asks of the consent API: https://wordpress.org/plugins/wp-consent-api/.
add_filter( 'wp_consent_api_registered_' . plugin_basename( __FILE__ ), '__return_true' );

add_action( 'plugins_loaded', array( 'Zagaj_Cart', 'watch' ) );
add_action( 'plugins_loaded', array( 'Zagaj_Privacy', 'watch' ) );
add_action( 'plugins_loaded', array( 'Zagaj_Connect', 'watch' ) );
add_action( 'init', array( 'Zagaj_Worker', 'answer' ), 0 );
add_action( 'admin_menu', array( 'Zagaj_Settings', 'menu' ) );
// Who runs the shop sees the page, and may keep what is typed there.
add_filter(
	'option_page_capability_zagaj',
	static function () {
		return 'manage_woocommerce';
	}
);
add_action( 'admin_init', array( 'Zagaj_Settings', 'register' ) );
add_action( 'wp_footer', array( 'Zagaj_Settings', 'footer' ) );
