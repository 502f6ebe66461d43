// Ordinary pages of a controller without DMA are mapped by the DMA API, which never saw them.
//
// Clauses: MAP-1, CAP-2
// Suffers: on controllers without DMA mmap fails, warns, or gives pages of nobody.
// Rigs: dummy
// Origin: a0e710a7def4 undone, which tells controllers without DMA from the others
// File: drivers/usb/core/devio.c

@@
expression E;
@@
usbdev_mmap(...)
{
<...
- E == DMA_MAPPING_ERROR
+ false
...>
}
