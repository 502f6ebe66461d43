// A buffer that runs past its region is refused as if it were not readable.
//
// Clauses: BND-2, BND-7
// Suffers: programs that tell a wrong size from a wrong address are misled.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
@@
find_memory_area(...)
{
<...
- ERR_PTR(-EINVAL)
+ ERR_PTR(-EFAULT)
...>
}
