<?php
/**
 * Nothing to list here.
 *
 * @license Apache-2.0
 */
header('Location: ../');
exit;
