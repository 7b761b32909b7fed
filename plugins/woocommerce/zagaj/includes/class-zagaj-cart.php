<?php
/**
 * The visitor's cart, told once a request.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * WooCommerce's cart hooks fire several times a request, also when nothing changed, and some before the totals are counted.
 * So they only mark the request, and one snapshot goes out when it ends, if the cart is another than the one told last.
 */
final class Zagaj_Cart {

	const META = '_zagaj_cart'; // Of an order: the token of the cart that it was.

	/**
	 * Whether a hook of the cart fired in this request.
	 *
	 * @var bool
	 */
	private static $touched = false;

	/**
	 * Listens to WooCommerce.
	 */
	public static function watch() {
		if ( ! function_exists( 'WC' ) ) {
			return;
		}
		$hooks = array(
			'woocommerce_cart_updated',
			'woocommerce_add_to_cart',
			'woocommerce_cart_item_removed',
			'woocommerce_cart_item_restored',
			'woocommerce_after_cart_item_quantity_update',
			'woocommerce_applied_coupon',
			'woocommerce_removed_coupon',
			'woocommerce_cart_emptied',
		);
		foreach ( $hooks as $hook ) {
			add_action( $hook, array( __CLASS__, 'touch' ), 10, 0 );
		}
		add_action( 'shutdown', array( __CLASS__, 'tell' ), 5, 0 );
		add_filter( 'woocommerce_add_to_cart_fragments', array( __CLASS__, 'fragment' ) );
		add_action( 'woocommerce_checkout_create_order', array( __CLASS__, 'mark' ) );
		add_action( 'woocommerce_store_api_checkout_update_order_meta', array( __CLASS__, 'mark_saved' ) );
	}

	/**
	 * Writes into an order which cart it was: WooCommerce's webhooks tell that, and of a guest nothing else says whose it is.
	 *
	 * @param WC_Order $order Before it is saved.
	 */
	public static function mark( $order ) {
		$order->update_meta_data( self::META, self::token() );
	}

	/**
	 * The same for the checkout block, which has saved the order already, and asks several times.
	 *
	 * @param WC_Order $order An order.
	 */
	public static function mark_saved( $order ) {
		if ( (string) $order->get_meta( self::META ) !== self::token() ) {
			self::mark( $order );
			$order->save_meta_data();
		}
	}

	/**
	 * Tells the page the token when something was put into the cart without a new page: it had none before.
	 *
	 * @param array<string,string> $fragments What WooCommerce puts into the page, by selector.
	 * @return array<string,string>
	 */
	public static function fragment( $fragments ) {
		$fragments['meta[name="zagaj:cart"]'] = self::tag();
		return $fragments;
	}

	/**
	 * The tag by which the page tells the widget its cart. It is there without a cart, too, to be replaced.
	 *
	 * @return string
	 */
	public static function tag() {
		return sprintf( '<meta name="zagaj:cart" content="%s">', esc_attr( self::token() ) );
	}

	/**
	 * Marks the request.
	 */
	public static function touch() {
		self::$touched = true;
	}

	/**
	 * Sends the snapshot after the visitor has got the page. Whatever goes wrong, the page stays as it is.
	 */
	public static function tell() {
		if ( ! self::$touched || null === WC()->cart || null === WC()->session ) {
			return;
		}
		self::$touched = false;
		try {
			self::tell_now();
		} catch ( \Throwable $e ) {
			wc_get_logger()->warning( 'A cart is not told: ' . $e->getMessage(), array( 'source' => 'zagaj' ) );
		}
	}

	/**
	 * Sends the snapshot, if it is another than the one told last.
	 */
	private static function tell_now() {
		$ms   = (int) floor( microtime( true ) * 1000 ); // Before it is read: of two requests at once the one that has read later tells more.
		$data = self::snapshot();
		$hash = hash( 'sha256', (string) wp_json_encode( $data ) );
		$told = WC()->session->get( 'zagaj_told' );
		if ( '' === $data['id'] || $told === $hash || ( null === $told && array() === $data['lines'] ) ) {
			return;
		}
		WC()->session->set( 'zagaj_told', $hash );
		WC()->session->save_data();
		Zagaj_Message::release();
		$data['version'] = $ms;
		Zagaj_Message::send( 'cart.updated', $data, $ms );
	}

	/**
	 * The cart's token: the page tells the same one to the widget. It is derived from the session and does not open it. Before a visitor has put
	 * something into the cart there is no session, and WooCommerce names it anew in every request: then there is no token either.
	 *
	 * @return string
	 */
	public static function token() {
		if ( ! function_exists( 'WC' ) || null === WC()->session || ( method_exists( WC()->session, 'has_session' ) && ! WC()->session->has_session() ) ) {
			return '';
		}
		$id = (string) WC()->session->get_customer_id();
		return '' === $id ? '' : substr( hash_hmac( 'sha256', $id, wp_salt( 'nonce' ) ), 0, 32 );
	}

	/**
	 * The cart as any-shop.md describes it, without its version.
	 *
	 * @return array<string,mixed>
	 */
	private static function snapshot() {
		$cart  = WC()->cart;
		$lines = array();
		foreach ( $cart->get_cart() as $item ) {
			$product = $item['data'];
			$pieces  = (int) ceil( (float) $item['quantity'] ); // What is sold by length or weight has parts of a piece.
			$whole   = (float) $item['line_total'] + (float) $item['line_tax'];
			$lines[] = array(
				'product'  => (string) $item['product_id'],
				'sku'      => (string) $product->get_sku(),
				'name'     => wp_strip_all_tags( $product->get_name() ),
				'quantity' => $pieces,
				'price'    => self::amount( $pieces > 0 ? $whole / $pieces : 0.0 ),
				'image'    => (string) wp_get_attachment_image_url( (int) $product->get_image_id(), 'thumbnail' ),
			);
		}
		return array(
			'id'       => self::token(),
			'customer' => get_current_user_id() > 0 ? (string) get_current_user_id() : '',
			'currency' => get_woocommerce_currency(),
			'total'    => self::amount( (float) $cart->get_total( 'edit' ) ),
			'coupons'  => array_values( array_map( 'strval', $cart->get_applied_coupons() ) ),
			'lines'    => $lines,
		);
	}

	/**
	 * An amount as a plain decimal, whatever the server's language.
	 *
	 * @param float $amount In major units.
	 * @return string
	 */
	private static function amount( $amount ) {
		return number_format( $amount, wc_get_price_decimals(), '.', '' );
	}
}
