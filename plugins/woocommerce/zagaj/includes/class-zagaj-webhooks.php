<?php
/**
 * WooCommerce's own webhooks for orders.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes the two webhooks that orders need, and removes them with the plugin.
 */
final class Zagaj_Webhooks {

	/**
	 * Sets both; those that were set before get the new address and secret, and are switched on again.
	 *
	 * @param string $url    Where they go.
	 * @param string $secret What signs them.
	 */
	public static function set( $url, $secret ) {
		if ( ! class_exists( 'WC_Webhook' ) ) {
			return;
		}
		$known = (array) get_option( 'zagaj_webhooks', array() );
		$kept  = array();
		foreach ( array( 'order.created', 'order.updated' ) as $topic ) {
			$hook = isset( $known[ $topic ] ) ? wc_get_webhook( $known[ $topic ] ) : null;
			$hook = null === $hook ? new WC_Webhook() : $hook;
			$hook->set_props(
				array(
					'name'         => 'Zagaj ' . $topic,
					'topic'        => $topic,
					'status'       => 'active',
					'delivery_url' => $url,
					'secret'       => $secret,
					'user_id'      => get_current_user_id(),
					'api_version'  => 'wp_api_v3',
				)
			);
			$kept[ $topic ] = $hook->save();
		}
		update_option( 'zagaj_webhooks', $kept, false );
	}

	/**
	 * Removes both.
	 */
	public static function remove() {
		foreach ( function_exists( 'wc_get_webhook' ) ? (array) get_option( 'zagaj_webhooks', array() ) : array() as $id ) {
			$hook = wc_get_webhook( $id );
			if ( null !== $hook && 0 === strpos( $hook->get_name(), 'Zagaj ' ) ) {
				$hook->delete( true );
			}
		}
	}
}
