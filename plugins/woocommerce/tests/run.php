<?php
/**
 * Tests of the plugin without WordPress: the few functions it calls are ten lines here. php tests/run.php
 *
 * @package Zagaj
 */

// phpcs:disable -- this file stands in for WordPress.
define( 'ABSPATH', __DIR__ );
$options = array( 'zagaj_address' => 'https://chat.example/hooks/woocommerce/in', 'zagaj_secret' => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'zagaj_key' => 'k"<' );
$sent    = array();
$session = array();
$failed  = 0;
$passed  = 0;

function get_option( $n, $d ) { global $options; return $options[ $n ] ?? $d; }
function wp_json_encode( $v, $how = 0 ) { return json_encode( $v, $how ); }
function wp_generate_uuid4() { static $n = 0; return 'u' . ++$n; }
function wp_remote_post( $url, $args ) { global $sent, $answer; $sent[] = array( $url, $args ); return $answer ?? null; }
function wp_salt() { return 'salt'; }
function wp_strip_all_tags( $s ) { return strip_tags( $s ); }
function wp_get_attachment_image_url() { return false; }
function get_current_user_id() { return 0; }
function get_woocommerce_currency() { return 'PLN'; }
function wc_get_price_decimals() { return 2; }
function esc_attr( $s ) { return htmlspecialchars( $s, ENT_QUOTES ); }
function esc_url( $s ) { return $s; }
function esc_url_raw( $s ) { return $s; }
function wp_unslash( $s ) { return stripslashes( $s ); }
function wp_parse_url( $s, $part ) { return parse_url( $s, $part ); }
function home_url() { global $home; return $home ?? 'https://shop.example'; }
function status_header() {}
function untrailingslashit( $s ) { return rtrim( $s, '/' ); }
function admin_url( $s ) { return "https://shop.example/wp-admin/$s"; }
function set_transient( $n, $v ) { global $kept; $kept[ $n ] = $v; }
function get_transient( $n ) { global $kept; return $kept[ $n ] ?? false; }
function delete_transient( $n ) { global $kept; unset( $kept[ $n ] ); }
function update_option( $n, $v ) { global $options; $options[ $n ] = $v; }
function delete_option( $n ) { global $options; unset( $options[ $n ] ); }
$events = array();
function wp_schedule_single_event( $at, $hook ) { global $events; $events[] = $hook; }
function sanitize_text_field( $s ) { return trim( strip_tags( $s ) ); }
function sanitize_key( $s ) { return $s; }
function is_wp_error( $a ) { return null === $a; }
function wp_remote_retrieve_body( $a ) { return $a[1]; }
function wp_remote_retrieve_response_code( $a ) { return $a[0]; }
function esc_html__( $s ) { return $s; }
function esc_html_e( $s ) { echo $s; }
function wp_nonce_field( $what ) { echo "<input name=\"_wpnonce\" value=\"$what\">"; }
function add_settings_error() { global $errors; $errors = ( $errors ?? 0 ) + 1; }
function __( $s ) { return $s; }
function esc_html( $s ) { return htmlspecialchars( $s ); }
function add_submenu_page( ...$args ) { global $menu; $menu = $args; }
function settings_errors() {}
function settings_fields( $group ) { echo "<input type=\"hidden\" name=\"option_page\" value=\"$group\"><input type=\"hidden\" name=\"_wpnonce\" value=\"once\">"; }
function submit_button() {}
function wc_api_hash( $s ) { return hash_hmac( 'sha256', $s, 'wc-api' ); }
function wc_rand_hash() { return bin2hex( random_bytes( 20 ) ); }
class Database {
	public $prefix = 'wp_', $insert_id = 0, $keys = array();
	function insert( $table, $row ) { $this->keys[ ++$this->insert_id ] = $row; return 'wp_woocommerce_api_keys' === $table ? 1 : false; }
	function delete( $table, $which ) { if ( $which['description'] === $this->keys[ $which['key_id'] ]['description'] ) unset( $this->keys[ $which['key_id'] ] ); }
}
$wpdb = new Database();
function get_user_by( $by, $email ) { return 'ela@example.com' === $email ? (object) array( 'ID' => 7 ) : false; }
class Product { function get_sku() { return 'MUG-1'; } function get_name() { return 'Mug <b>'; } function get_image_id() { return 0; } }
class Cart {
	public $lines = array();
	function get_cart() { return $this->lines; }
	function get_total() { return array_sum( array_column( $this->lines, 'line_total' ) ) * 1.23; }
	function get_applied_coupons() { return array(); }
}
class Session {
	public $begun = true;
	function has_session() { return $this->begun; }
	function get_customer_id() { return 't_abc'; }
	function get( $k ) { global $session; return $session[ $k ] ?? null; }
	function set( $k, $v ) { global $session; $session[ $k ] = $v; }
	function save_data() {}
}
class WC_Order_Stand_In {
	public $meta = array(), $saved = 0;
	function get_meta( $k ) { return $this->meta[ $k ] ?? ''; }
	function update_meta_data( $k, $v ) { $this->meta[ $k ] = $v; }
	function save_meta_data() { $this->saved++; }
}
class Logger { public $said = array(); function warning( $text ) { $this->said[] = $text; } }
$logger = new Logger();
function wc_get_logger() { global $logger; return $logger; }
$finished = 0;
function litespeed_finish_request() { global $finished, $finished_at; $finished++; usleep( 3000 ); $finished_at = microtime( true ) * 1000 - 1; }
$wc = (object) array( 'cart' => new Cart(), 'session' => new Session() );
function WC() { global $wc; return $wc; }

require __DIR__ . '/../zagaj/includes/class-zagaj-message.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-privacy.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-cart.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-settings.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-worker.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-webhooks.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-key.php';
require __DIR__ . '/../zagaj/includes/class-zagaj-connect.php';

function check( $what, $got, $want ) {
	global $failed, $passed;
	if ( $got === $want ) { $passed++; return; }
	$failed++;
	echo "$what: got " . var_export( $got, true ) . ', want ' . var_export( $want, true ) . "\n";
}

$h = Zagaj_Message::headers( $options['zagaj_secret'], 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}' );
check( 'the signature of the specification', $h['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' );
check( 'a secret that is no base64', Zagaj_Message::headers( 'whsec_!', 'x', 0, '' ), null );
check( 'an empty secret', Zagaj_Message::headers( 'whsec_', 'x', 0, '' ), null );

Zagaj_Cart::tell();
check( 'a request that touched no cart', count( $sent ), 0 );
Zagaj_Cart::touch();
Zagaj_Cart::tell();
check( 'an empty cart that never held anything', count( $sent ), 0 );
$wc->cart->lines = array( array( 'data' => new Product(), 'product_id' => 10, 'quantity' => 2, 'line_total' => 81.284553, 'line_tax' => 18.695447 ) );
Zagaj_Cart::touch(); Zagaj_Cart::touch(); Zagaj_Cart::touch();
Zagaj_Cart::tell(); Zagaj_Cart::tell();
check( 'one snapshot a request', count( $sent ), 1 );
check( 'nobody waits', $sent[0][1]['blocking'], false );
check( 'the page is out before, also under LiteSpeed', $finished, 1 );
$body = json_decode( $sent[0][1]['body'], true );
check( 'the price of one piece', $body['data']['lines'][0]['price'], '49.99' );
check( 'the worth', $body['data']['total'], '99.98' );
check( 'no markup in a name', trim( $body['data']['lines'][0]['name'] ), 'Mug' );
check( 'the token is not the session', strpos( $sent[0][1]['body'], 't_abc' ), false );
check( 'the version is the time', $body['data']['version'], $body['occurred_at'] );
check( 'at which it was read, and not when the slow browser had the page', $body['data']['version'] < $finished_at, true );
$again = Zagaj_Message::headers( $options['zagaj_secret'], $sent[0][1]['headers']['webhook-id'], (int) $sent[0][1]['headers']['webhook-timestamp'], $sent[0][1]['body'] );
check( 'signed as it went', $again['webhook-signature'], $sent[0][1]['headers']['webhook-signature'] );
Zagaj_Cart::touch(); Zagaj_Cart::tell();
check( 'the same cart again', count( $sent ), 1 );
$wc->cart->lines = array();
Zagaj_Cart::touch(); Zagaj_Cart::tell();
check( 'an emptied cart', count( $sent ), 2 );

$wc->cart->lines = array( array( 'data' => new Product(), 'product_id' => 10, 'quantity' => 0.5, 'line_total' => 10.0, 'line_tax' => 2.3 ) );
Zagaj_Cart::touch(); Zagaj_Cart::tell();
$line = json_decode( end( $sent )[1]['body'], true )['data']['lines'][0];
check( 'half a metre', array( $line['quantity'], $line['price'] ), array( 1, '12.30' ) );
$before          = count( $sent );
$wc->cart->lines = array( array( 'data' => false, 'product_id' => 10, 'quantity' => 1, 'line_total' => 1.0, 'line_tax' => 0.0 ) );
Zagaj_Cart::touch(); Zagaj_Cart::tell();
check( 'a cart that cannot be read disturbs nobody', array( count( $sent ), count( $logger->said ) ), array( $before, 1 ) );

$order = new WC_Order_Stand_In();
Zagaj_Cart::mark_saved( $order ); Zagaj_Cart::mark_saved( $order );
check( 'an order says which cart it was', array( $order->meta, $order->saved ), array( array( '_zagaj_cart' => Zagaj_Cart::token() ), 1 ) );
check( 'the page is told the token with what was put into the cart', Zagaj_Cart::fragment( array( 'a' => 'b' ) ), array( 'a' => 'b', 'meta[name="zagaj:cart"]' => '<meta name="zagaj:cart" content="' . Zagaj_Cart::token() . '">' ) );
$wc->session->begun = false;
check( 'without a session there is no token, and a page that is kept for others tells nobody\'s', array( Zagaj_Cart::token(), Zagaj_Cart::tag() ), array( '', '<meta name="zagaj:cart" content="">' ) );
$wc->session->begun = true;

$answer = array( 200, '{"stored":1}' );
$before = count( $sent );
check( 'a stranger\'s data', array( Zagaj_Privacy::export( 'x@example.com' )['data'], Zagaj_Privacy::erase( 'x@example.com' )['items_removed'], count( $sent ) ), array( array(), false, $before ) );
check( 'whose copy is made', array( count( Zagaj_Privacy::export( 'ela@example.com' )['data'] ), json_decode( $sent[ $before ][1]['body'], true )['type'], json_decode( $sent[ $before ][1]['body'], true )['data']['id'] ), array( 1, 'customer.data_requested', '7' ) );
check( 'who is erased', array( Zagaj_Privacy::erase( 'ela@example.com' )['items_removed'], json_decode( $sent[ $before + 1 ][1]['body'], true )['type'] ), array( true, 'customer.erased' ) );

$answer = null;
$erased = Zagaj_Privacy::erase( 'ela@example.com' );
check( 'while Zagaj is away nobody is told that they were erased', array( $erased['items_removed'], $erased['items_retained'], count( $erased['messages'] ), $options['zagaj_owed'], $events ), array( false, true, 1, array( array( 'customer.erased', 7 ) ), array( 'zagaj_owed' ) ) );
Zagaj_Privacy::settle();
check( 'it is tried again', array( $options['zagaj_owed'], count( $events ) ), array( array( array( 'customer.erased', 7 ) ), 2 ) );
$answer = array( 200, '{"stored":1}' );
Zagaj_Privacy::settle();
check( 'until it is taken', array( isset( $options['zagaj_owed'] ), json_decode( end( $sent )[1]['body'], true )['type'], end( $sent )[1]['blocking'] ), array( false, 'customer.erased', true ) );
$answer = null;

ob_start();
Zagaj_Settings::footer();
$html = ob_get_clean();
check( 'the widget', (bool) strpos( $html, '<script async src="https://chat.example/zagaj.js" data-shop="k&quot;&lt;" data-push>' ), true );
check( 'the worker', Zagaj_Worker::script(), "importScripts(\"https://chat.example/push-worker.js\")\n" );
check( 'the worker is a script, and leads its own path only', array( Zagaj_Worker::headers()['Content-Type'], Zagaj_Worker::headers()['Service-Worker-Allowed'] ), array( 'text/javascript; charset=utf-8', '/zagaj-push/' ) );
foreach ( array( null, '/', '/zagaj-push.jsx', '/x?/zagaj-push.js', '/x/zagaj-push.js' ) as $uri ) {
	$_SERVER['REQUEST_URI'] = $uri;
	ob_start();
	Zagaj_Worker::answer(); // ends the request where it answers
	check( "what is not the worker's: $uri", ob_get_clean(), '' );
}
$home = 'https://shop.example/blog/';
ob_start();
Zagaj_Settings::footer();
check( 'browsers take no worker from a folder', array( Zagaj_Worker::script(), strpos( ob_get_clean(), 'data-push' ) ), array( '', false ) );
$home = null;
check( 'the cart\'s token', (bool) preg_match( '/<meta name="zagaj:cart" content="[0-9a-f]{32}">/', $html ), true );
Zagaj_Settings::menu();
check( 'who may see the settings', array( $menu[3], $menu[4] ), array( 'manage_woocommerce', 'zagaj' ) );
ob_start();
Zagaj_Settings::page();
$form = ob_get_clean();
check( 'the form is saved by WordPress, which asks for its number and for who may', (bool) preg_match( '#action="options.php">.*name="option_page" value="zagaj".*name="_wpnonce"#s', $form ), true );
check( 'the secret is not shown again', strpos( $form, $options['zagaj_secret'] ), false );
check( 'another address', Zagaj_Settings::address( 'https://evil.example/x' ), $options['zagaj_address'] );
check( 'a good address', Zagaj_Settings::address( ' https://c.example/hooks/woocommerce/9 ' ), 'https://c.example/hooks/woocommerce/9' );
check( 'an empty secret keeps the old one', Zagaj_Settings::secret( '' ), $options['zagaj_secret'] );
check( 'a wrong secret keeps the old one', Zagaj_Settings::secret( 'secret!' ), $options['zagaj_secret'] );

foreach ( array( 'https://c.example/' => 'https://c.example', 'https://c.example/panel/settings/install?x=1' => 'https://c.example', 'http://127.0.0.1:8080' => 'http://127.0.0.1:8080',
	'http://c.example' => '', 'http://localhost.evil.example' => '', 'http://127.0.0.1@evil.example' => '', 'https://a@evil.example' => '', 'javascript:alert(1)' => '', '' => '' ) as $typed => $want ) {
	check( "Zagaj's address: $typed", Zagaj_Connect::server( $typed ), $want );
}
$before = $options;
$begin  = function () { parse_str( (string) parse_url( Zagaj_Connect::page( 'https://z.example' ), PHP_URL_QUERY ), $asked ); return $asked; };
$good   = array( 'url' => 'https://z.example/hooks/woocommerce/9', 'secret' => $options['zagaj_secret'], 'key' => 'k9', 'name' => 'Halny' );
$asked  = $begin();
check( 'what is asked', array( $asked['shop'], $asked['back'], $asked['platform'] ), array( 'https://shop.example', 'https://shop.example/wp-admin/admin-post.php?action=zagaj_connected', 'woocommerce' ) );
check( 'the proof stays here', array( strpos( json_encode( $asked ), $kept['zagaj_connect_0']['verifier'] ), $asked['challenge'] ), array( false, hash( 'sha256', $kept['zagaj_connect_0']['verifier'] ) ) );
$count = count( $sent );
check( 'what this person has not begun', array( Zagaj_Connect::end( 'another state', 'c' ), Zagaj_Connect::end( $asked['state'], 'c' ), count( $sent ) ), array( 'other', 'other', $count ) );
foreach ( array( array( 401, '{}' ), array( 200, 'no JSON' ), array( 200, json_encode( array( 'url' => 'https://evil.example/hooks/woocommerce/9' ) + $good ) ), array( 200, json_encode( array( 'secret' => 'x!' ) + $good ) ), array( 200, json_encode( array( 'key' => 7 ) + $good ) ) ) as $answer ) {
	check( 'an answer that is no connection: ' . $answer[1], Zagaj_Connect::end( $begin()['state'], 'c' ), 'refused' );
}
$answer = null;
check( 'a server that is away', Zagaj_Connect::end( $begin()['state'], 'c' ), 'unreached' );
check( 'nothing was changed', $options, $before );
check( 'no key is left behind', $wpdb->keys, array() );
$answer = array( 200, json_encode( $good ) );
$asked  = $begin();
check( 'connected', Zagaj_Connect::end( $asked['state'], 'the code' ), 'connected' );
$redeemed = end( $sent );
check( 'the code goes to the server that was typed, with the proof', array( $redeemed[0], json_decode( $redeemed[1]['body'], true )['code'], hash( 'sha256', json_decode( $redeemed[1]['body'], true )['verifier'] ), $redeemed[1]['redirection'] ),
	array( 'https://z.example/v1/panel/handshake/code', 'the code', $asked['challenge'], 0 ) );
check( 'what is kept', array( $options['zagaj_address'], $options['zagaj_key'], $options['zagaj_name'], Zagaj_Connect::said( 'connected' )[0], Zagaj_Connect::said( 'x' ) ), array( $good['url'], 'k9', 'Halny', 'success', null ) );
$given_key = json_decode( $redeemed[1]['body'], true )['credentials'];
$made      = $wpdb->keys[ $options['zagaj_api_key'] ];
check( 'a key goes along, of which the shop keeps what WooCommerce does', array( $made['consumer_key'], $made['consumer_secret'], $made['truncated_key'], $made['permissions'], count( $wpdb->keys ) ),
	array( wc_api_hash( $given_key['consumer_key'] ), $given_key['consumer_secret'], substr( $given_key['consumer_key'], -7 ), 'read_write', 1 ) );
$asked_again = $begin();
$before_key  = $options['zagaj_api_key'];
check( 'connected again', Zagaj_Connect::end( $asked_again['state'], 'c' ), 'connected' );
check( 'the key before goes', array( isset( $wpdb->keys[ $before_key ] ), count( $wpdb->keys ) ), array( false, 1 ) );
$home = 'http://127.0.0.1:8080';
check( 'without https no key travels', array( Zagaj_Connect::end( $begin()['state'], 'c' ), isset( json_decode( end( $sent )[1]['body'], true )['credentials'] ), count( $wpdb->keys ) ), array( 'connected', false, 1 ) );
$home = null;
check( 'once', Zagaj_Connect::end( $asked['state'], 'the code' ), 'other' );
$options = $before;

if ( in_array( '--print', $argv, true ) ) { // for the adapter's own test: what was sent, word for word
	fwrite( STDERR, json_encode( array( 'headers' => $sent[0][1]['headers'], 'body' => $sent[0][1]['body'] ) ) );
}
echo "$passed passed, $failed failed\n";
exit( $failed > 0 ? 1 : 0 );
