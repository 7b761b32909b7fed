<?php
/**
 * WordPress' tools for personal data.
 *
 * @package Zagaj
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks Zagaj about people who have an account: Zagaj knows nobody else by a name that the shop knows, too.
 */
final class Zagaj_Privacy {

	const OWED = 'zagaj_owed'; // The option and the event of what Zagaj could not be told yet.

	/**
	 * Joins both tools.
	 */
	public static function watch() {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'exporters' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'erasers' ) );
		add_action( 'deleted_user', array( __CLASS__, 'forget' ), 10, 1 );
		add_action( self::OWED, array( __CLASS__, 'settle' ), 10, 0 );
	}

	/**
	 * Adds ours to the list.
	 *
	 * @param array<string,mixed> $all What is asked already.
	 * @return array<string,mixed>
	 */
	public static function exporters( $all ) {
		$all['zagaj'] = array(
			'exporter_friendly_name' => 'Zagaj',
			'callback'               => array( __CLASS__, 'export' ),
		);
		return $all;
	}

	/**
	 * Adds ours to the list.
	 *
	 * @param array<string,mixed> $all What is asked already.
	 * @return array<string,mixed>
	 */
	public static function erasers( $all ) {
		$all['zagaj'] = array(
			'eraser_friendly_name' => 'Zagaj',
			'callback'             => array( __CLASS__, 'erase' ),
		);
		return $all;
	}

	/**
	 * Has a copy made in Zagaj, and says in WordPress' own where it is.
	 *
	 * @param string $email Of the person who asks.
	 * @return array<string,mixed>
	 */
	public static function export( $email ) {
		$user = get_user_by( 'email', $email );
		if ( false === $user ) {
			return array(
				'data' => array(),
				'done' => true,
			);
		}
		self::tell( 'customer.data_requested', $user->ID );
		return array(
			'data' => array(
				array(
					'group_id'    => 'zagaj',
					'group_label' => __( 'Chat', 'zagaj' ),
					'item_id'     => 'zagaj-' . $user->ID,
					'data'        => array(
						array(
							'name'  => __( 'Copy of the chat\'s data', 'zagaj' ),
							'value' => __( 'The shop has it in Zagaj\'s panel, under Privacy, and passes it on.', 'zagaj' ),
						),
					),
				),
			),
			'done' => true,
		);
	}

	/**
	 * Has everything erased in Zagaj.
	 *
	 * @param string $email Of the person who asks.
	 * @return array<string,mixed>
	 */
	public static function erase( $email ) {
		$user = get_user_by( 'email', $email );
		$done = false !== $user && self::forget( $user->ID );
		$owed = false !== $user && ! $done;
		return array(
			'items_removed'  => $done,
			'items_retained' => $owed,
			'messages'       => $owed ? array( __( 'Zagaj could not be reached. It is told again every ten minutes until it is.', 'zagaj' ) ) : array(),
			'done'           => true,
		);
	}

	/**
	 * An account that is deleted is deleted at Zagaj's too.
	 *
	 * @param int $user The account.
	 * @return bool Whether it is done; else it is tried again.
	 */
	public static function forget( $user ) {
		return self::tell( 'customer.erased', $user );
	}

	/**
	 * Tells what could not be told before.
	 */
	public static function settle() {
		$owed = (array) get_option( self::OWED, array() );
		delete_option( self::OWED );
		foreach ( $owed as $one ) {
			self::tell( $one[0], $one[1] );
		}
	}

	/**
	 * Tells Zagaj about a person. Unlike a cart nothing later makes it good, so it is kept until it is taken.
	 *
	 * @param string $type As in any-shop.md.
	 * @param int    $user The account.
	 * @return bool Whether Zagaj has taken it.
	 */
	private static function tell( $type, $user ) {
		if ( Zagaj_Message::send( $type, array( 'id' => (string) $user ), (int) floor( microtime( true ) * 1000 ), true ) ) {
			return true;
		}
		if ( '' !== (string) get_option( 'zagaj_address', '' ) ) {
			$owed   = (array) get_option( self::OWED, array() );
			$owed[] = array( $type, (int) $user );
			update_option( self::OWED, array_slice( $owed, -1000 ), false );
			wp_schedule_single_event( time() + 600, self::OWED );
		}
		return false;
	}
}
