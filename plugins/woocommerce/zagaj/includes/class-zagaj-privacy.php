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

	/**
	 * Joins both tools.
	 */
	public static function watch() {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'exporters' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'erasers' ) );
		add_action( 'deleted_user', array( __CLASS__, 'forget' ), 10, 1 );
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
		if ( false !== $user ) {
			self::forget( $user->ID );
		}
		return array(
			'items_removed'  => false !== $user,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => true,
		);
	}

	/**
	 * An account that is deleted is deleted at Zagaj's too.
	 *
	 * @param int $user The account.
	 */
	public static function forget( $user ) {
		self::tell( 'customer.erased', $user );
	}

	/**
	 * Tells Zagaj about a person.
	 *
	 * @param string $type As in any-shop.md.
	 * @param int    $user The account.
	 */
	private static function tell( $type, $user ) {
		Zagaj_Message::send( $type, array( 'id' => (string) $user ), (int) floor( microtime( true ) * 1000 ) );
	}
}
