<?php
/**
 * Connecting with one press: no secret is copied by hand.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * Whoever runs the shop is sent to Zagaj's panel, confirms there, and comes back with a code that counts once. Only this shop knows what
 * goes with the code, so whoever sees it on its way can do nothing with it; and only an answer to what this very person has begun is taken.
 */
final class Zagaj_Connect {

	const LIFE = 600; // Seconds that the way there and back may take.

	/**
	 * Both ends of the way.
	 */
	public static function watch() {
		add_action( 'admin_post_zagaj_connect', array( __CLASS__, 'leave' ) );
		add_action( 'admin_post_zagaj_connected', array( __CLASS__, 'come_back' ) );
	}

	/**
	 * Zagaj's address as it was typed, without what follows its host and folder. Secrets travel to it: https, or this very machine.
	 *
	 * @param mixed $value What was typed.
	 * @return string '' when it is none.
	 */
	public static function server( $value ) {
		$value = rtrim( trim( (string) $value ), '/' );
		$value = (string) preg_replace( '#/panel(/.*)?$#', '', $value );
		return preg_match( '#^(https://|http://(127\.0\.0\.1|localhost)(:|/|$))[^\s?\#@]*$#', $value ) && strlen( $value ) < 200 ? $value : '';
	}

	/**
	 * Leaves for Zagaj's panel.
	 *
	 * @SuppressWarnings(PHPMD.ExitExpression)
	 */
	public static function leave() {
		self::guard();
		check_admin_referer( 'zagaj_connect' );
		$server = self::server( isset( $_POST['zagaj_server'] ) ? sanitize_text_field( wp_unslash( $_POST['zagaj_server'] ) ) : '' );
		if ( '' === $server ) {
			self::land( 'address' );
		}
		// phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- to the server that was typed just now.
		wp_redirect( self::page( $server ) );
		exit;
	}

	/**
	 * The page of Zagaj's panel that asks for the confirmation. What has to come back is kept, for this person only.
	 *
	 * @param string $server Where Zagaj is.
	 * @return string
	 */
	public static function page( $server ) {
		$begun = array(
			'server'   => $server,
			'state'    => bin2hex( random_bytes( 16 ) ),
			'verifier' => bin2hex( random_bytes( 32 ) ),
		);
		set_transient( self::place(), $begun, self::LIFE );
		$asked = array(
			'platform'  => 'woocommerce',
			'shop'      => untrailingslashit( home_url() ),
			'back'      => admin_url( 'admin-post.php?action=zagaj_connected' ),
			'state'     => $begun['state'],
			'challenge' => hash( 'sha256', $begun['verifier'] ),
		);
		return $server . '/panel/settings/install?' . http_build_query( $asked, '', '&' );
	}

	/**
	 * Comes back from Zagaj's panel.
	 *
	 * @SuppressWarnings(PHPMD.ExitExpression)
	 */
	public static function come_back() {
		self::guard();
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- the state stands for the number of a form.
		$state = isset( $_GET['state'] ) ? sanitize_text_field( wp_unslash( $_GET['state'] ) ) : '';
		$code  = isset( $_GET['code'] ) ? sanitize_text_field( wp_unslash( $_GET['code'] ) ) : '';
		// phpcs:enable
		self::land( self::end( $state, $code ) );
	}

	/**
	 * Fetches the connection and keeps it.
	 *
	 * @param string $state What came back.
	 * @param string $code  What came back.
	 * @return string 'connected', or why not: 'other', 'unreached' or 'refused'.
	 */
	public static function end( $state, $code ) {
		$begun = get_transient( self::place() );
		delete_transient( self::place() );
		if ( ! is_array( $begun ) || '' === $code || ! hash_equals( $begun['state'], $state ) ) {
			return 'other';
		}
		list( $key, $credentials ) = Zagaj_Key::make();
		$said                      = array(
			'code'     => $code,
			'verifier' => $begun['verifier'],
		);
		if ( $key > 0 ) {
			$said['credentials'] = $credentials;
		}
		$given = self::redeem( $begun['server'], $said );
		if ( ! is_array( $given ) ) {
			Zagaj_Key::drop( $key );
			return $given;
		}
		Zagaj_Key::keep( $key );
		update_option( 'zagaj_address', $given['url'] );
		update_option( 'zagaj_secret', $given['secret'] );
		update_option( 'zagaj_key', $given['key'] );
		update_option( 'zagaj_name', sanitize_text_field( $given['name'] ) );
		Zagaj_Webhooks::set( $given['url'], $given['secret'] );
		return 'connected';
	}

	/**
	 * Says the code to Zagaj's server.
	 *
	 * @param string $server The server.
	 * @param array  $said   What is said.
	 * @return array|string The connection, or why there is none: 'unreached' or 'refused'.
	 */
	private static function redeem( $server, $said ) {
		$answer = wp_remote_post(
			$server . '/v1/panel/handshake/code',
			array(
				'headers'     => array( 'Content-Type' => 'application/json' ),
				'body'        => wp_json_encode( $said ),
				'timeout'     => 15,
				'redirection' => 0,
			)
		);
		if ( is_wp_error( $answer ) ) {
			return 'unreached';
		}
		$given = json_decode( wp_remote_retrieve_body( $answer ), true );
		return 200 === wp_remote_retrieve_response_code( $answer ) && self::is_whole( $given, $server ) ? $given : 'refused';
	}

	/**
	 * Whether an answer is a connection, and one to the server that was asked.
	 *
	 * @param mixed  $given  The answer.
	 * @param string $server The server.
	 * @return bool
	 */
	private static function is_whole( $given, $server ) {
		foreach ( array( 'url', 'secret', 'key', 'name' ) as $name ) {
			if ( ! is_array( $given ) || ! isset( $given[ $name ] ) || ! is_string( $given[ $name ] ) ) {
				return false;
			}
		}
		return 0 === strpos( $given['url'], $server . '/hooks/woocommerce/' ) && null !== Zagaj_Message::headers( $given['secret'], 'x', 0, '' );
	}

	/**
	 * Lets only those on who run the shop.
	 */
	private static function guard() {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not connect this shop.', 'zagaj' ), '', array( 'response' => 403 ) );
		}
	}

	/**
	 * Where it is kept what has to come back.
	 *
	 * @return string
	 */
	private static function place() {
		return 'zagaj_connect_' . get_current_user_id();
	}

	/**
	 * Lands on the settings page, which says what became of it.
	 *
	 * @param string $outcome As end() names it.
	 *
	 * @SuppressWarnings(PHPMD.ExitExpression)
	 */
	private static function land( $outcome ) {
		wp_safe_redirect( admin_url( 'admin.php?page=zagaj&zagaj=' . rawurlencode( $outcome ) ) );
		exit;
	}

	/**
	 * What the settings page says of an outcome: the kind of notice and its words; null for no outcome.
	 *
	 * @param string $outcome As end() names it.
	 * @return array<int,string>|null
	 */
	public static function said( $outcome ) {
		$words = array(
			/* translators: %s: the shop's name in Zagaj */
			'connected' => array( 'success', sprintf( __( 'Connected with %s. The chat is in the shop, and carts and orders are sent.', 'zagaj' ), (string) get_option( 'zagaj_name', '' ) ) ),
			'address'   => array( 'error', __( 'Enter Zagaj\'s address as it stands in your browser when you open the panel. It begins with https://.', 'zagaj' ) ),
			'other'     => array( 'error', __( 'This was begun elsewhere, or too long ago. Press Connect again.', 'zagaj' ) ),
			'unreached' => array( 'error', __( 'Zagaj could not be reached from this server. Check the address and press Connect again.', 'zagaj' ) ),
			'refused'   => array( 'error', __( 'Zagaj did not give the connection. Press Connect again.', 'zagaj' ) ),
		);
		return isset( $words[ $outcome ] ) ? $words[ $outcome ] : null;
	}
}
