<?php
/**
 * The worker by which a visitor's own browser tells of a promised answer.
 *
 * Browsers take a service worker from the shop's own address only, and PrestaShop gives a module no address there. So a file of one
 * line stands in the shop's root folder, which fetches the rest from the server.
 *
 * @license Apache-2.0
 */
final class ZagajWorker
{
    /** How a file of ours begins; another one of that name is somebody else's. */
    public const MARK = '// Zagaj';

    /** The file's content. */
    public static function script($server)
    {
        return self::MARK . "\nimportScripts(" . json_encode($server . '/push-worker.js', JSON_UNESCAPED_SLASHES) . ")\n";
    }

    /** Puts the file into the shop's root folder. False where it cannot be written, or somebody else's stands there. */
    public static function put($folder, $server)
    {
        $file = self::file($folder);
        if (is_file($file) ? !is_writable($file) || !self::isOurs($file) : !is_writable($folder)) {
            return false;
        }

        return file_put_contents($file, self::script($server)) !== false;
    }

    /** Removes the file, if it is ours. */
    public static function remove($folder)
    {
        $file = self::file($folder);
        if (is_file($file) && is_writable($folder) && self::isOurs($file)) {
            unlink($file);
        }
    }

    /** Whether browsers can have a worker: there is one, and the shop is at the root of its host. */
    public static function isThere($folder, $path)
    {
        return trim((string) $path, '/') === '' && is_file(self::file($folder));
    }

    private static function file($folder)
    {
        return rtrim($folder, '/') . '/zagaj-push.js';
    }

    private static function isOurs($file)
    {
        return strpos((string) file_get_contents($file), self::MARK) === 0;
    }
}
