<?php
/**
 * What happens in the admin and visitors' data depend on.
 *
 * @license Apache-2.0
 */
namespace Opencart\Admin\Controller\Extension\Zagaj\Event;

use Opencart\System\Library\Extension\Zagaj\Message;

class Zagaj extends \Opencart\System\Engine\Controller
{
    /** After a customer was deleted: Zagaj forgets them too. */
    public function customer(string &$route, array &$args, mixed &$output): void
    {
        Message::later(
            (string) $this->config->get('module_zagaj_address'),
            (string) $this->config->get('module_zagaj_secret'),
            'customer' . $args[0],
            'customer.erased',
            ['id' => (string) $args[0]]
        );
    }
}
