<?php
/**
 * Removes everything the plugin kept. What stands in sessions goes with the sessions.
 *
 * @package Zagaj
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

foreach ( array( 'zagaj_address', 'zagaj_secret', 'zagaj_key' ) as $zagaj_option ) {
	delete_option( $zagaj_option );
}
