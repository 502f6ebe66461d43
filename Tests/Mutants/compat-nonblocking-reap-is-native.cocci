// REAPURBNDELAY answers a 32-bit program in the layout of 64-bit ones.
//
// Clauses: ZCP-11
// Suffers: a 32-bit program that polls gets lengths and addresses that are none, and has what lies behind them overwritten.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
proc_reapurbnonblock_compat(...)
{
<...
- processcompl_compat(
+ processcompl(
  ...)
...>
}
