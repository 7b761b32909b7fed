<?php
declare(strict_types=1);

namespace Zagaj\Chat\Setup;

use Magento\Framework\Setup\ModuleContextInterface;
use Magento\Framework\Setup\SchemaSetupInterface;
use Magento\Framework\Setup\UninstallInterface;
use Zagaj\Chat\Model\Sender;

/** Says so to Zagaj and removes the settings. Runs with bin/magento module:uninstall only. */
class Uninstall implements UninstallInterface
{
    public function __construct(private readonly Sender $sender)
    {
    }

    public function uninstall(SchemaSetupInterface $setup, ModuleContextInterface $context): void
    {
        $this->sender->later('shop', 0, 'shop.uninstalled', fn () => ['id' => 'shop']);
        $this->sender->flush();
        $setup->getConnection()->delete($setup->getTable('core_config_data'), ['path LIKE ?' => 'zagaj/chat/%']);
        $setup->getConnection()->delete($setup->getTable('flag'), ['flag_code = ?' => 'zagaj_owed']);
    }
}
