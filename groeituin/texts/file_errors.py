"""Why the system does not read or write a file, in Dutch; one place for every door."""

import errno

NO_FOLDER = "er staat een bestand waar een map moet zijn"
NOT_ALLOWED = "wij mogen daar niet bij"
WHY = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de ruimte die wij mogen gebruiken is vol",
    errno.EFBIG: "het bestand wordt groter dan hier mag",
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: "daar kan alleen worden gelezen",
    errno.ENOENT: "het bestand of de map bestaat niet",
    errno.ENOTDIR: NO_FOLDER,
    errno.EEXIST: NO_FOLDER,
    errno.EISDIR: "er staat een map waar een bestand moet zijn",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.EIO: "de schijf geeft een fout",
}


def why(error: OSError) -> str:
    """Return why the system refused, as the end of a sentence without its full stop."""
    return WHY.get(error.errno or 0, "het systeem doet dat hier niet")
