/// Parts of usbfs and usbmon that Swift cannot import: ioctl request numbers are macros with casts, and ioctl, mremap
/// and fork are variadic or unavailable. Every function returns a value >= 0, or a negated errno.

#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/mman.h>
#include <linux/netlink.h>
#include <linux/types.h>
#include <linux/usb/ch9.h>
#include <linux/usbdevice_fs.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned long CUSBFS_CONTROL = USBDEVFS_CONTROL;
static const unsigned long CUSBFS_BULK = USBDEVFS_BULK;
static const unsigned long CUSBFS_SETINTERFACE = USBDEVFS_SETINTERFACE;
static const unsigned long CUSBFS_SUBMITURB = USBDEVFS_SUBMITURB;
static const unsigned long CUSBFS_DISCARDURB = USBDEVFS_DISCARDURB;
static const unsigned long CUSBFS_REAPURB = USBDEVFS_REAPURB;
static const unsigned long CUSBFS_REAPURBNDELAY = USBDEVFS_REAPURBNDELAY;
static const unsigned long CUSBFS_CLAIMINTERFACE = USBDEVFS_CLAIMINTERFACE;
static const unsigned long CUSBFS_RELEASEINTERFACE = USBDEVFS_RELEASEINTERFACE;
static const unsigned long CUSBFS_GET_CAPABILITIES = USBDEVFS_GET_CAPABILITIES;
static const unsigned long CUSBFS_ALLOC_STREAMS = USBDEVFS_ALLOC_STREAMS;
static const unsigned long CUSBFS_FREE_STREAMS = USBDEVFS_FREE_STREAMS;
static const unsigned long CUSBFS_RESETEP = USBDEVFS_RESETEP;
static const unsigned long CUSBFS_RESET = USBDEVFS_RESET;
static const unsigned long CUSBFS_CLEAR_HALT = USBDEVFS_CLEAR_HALT;
static const unsigned long CUSBFS_SETCONFIGURATION = USBDEVFS_SETCONFIGURATION;
static const unsigned long CUSBFS_DISCONNECT_CLAIM = USBDEVFS_DISCONNECT_CLAIM;
static const unsigned long CUSBFS_CONNINFO_EX = _IOC(_IOC_READ, 'U', 32, sizeof(struct usbdevfs_conninfo_ex));
static const unsigned long CUSBFS_DISCSIGNAL = USBDEVFS_DISCSIGNAL;
static const unsigned long CUSBFS_FORBID_SUSPEND = USBDEVFS_FORBID_SUSPEND;
static const unsigned long CUSBFS_ALLOW_SUSPEND = USBDEVFS_ALLOW_SUSPEND;
static const unsigned long CUSBFS_DROP_PRIVILEGES = USBDEVFS_DROP_PRIVILEGES;

static inline int cusbfs_ioctl(int fd, unsigned long request, void *argument) {
  int result = ioctl(fd, request, argument);
  return result < 0 ? -errno : result;
}

/// ioctl for requests that take a number where others take a pointer.
static inline int cusbfs_ioctl_value(int fd, unsigned long request, unsigned long value) {
  int result = ioctl(fd, request, value);
  return result < 0 ? -errno : result;
}

/// mmap: the address, or a negated errno (no address lies within 4095 bytes of the top).
static inline long cusbfs_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  void *result = mmap(address, length, protection, flags, fd, offset);
  return result == MAP_FAILED ? -(long)errno : (long)result;
}

/// mremap: moves a mapping to `to`, or to an address of the kernel's choice if that is null.
static inline long cusbfs_mremap(void *address, size_t old_length, size_t length, void *to) {
  int flags = MREMAP_MAYMOVE | (to ? MREMAP_FIXED : 0);
  long result = syscall(SYS_mremap, address, old_length, length, flags, to);
  return result == -1 ? -(long)errno : result;
}

/// fork, which Swift makes unavailable because the child of a threaded program may only do what is safe in a signal
/// handler: plain loads and stores, system calls, _exit.
static inline pid_t cusbfs_fork(void) {
  pid_t pid = fork();
  return pid < 0 ? -errno : pid;
}

/// Keeps the thread on one processor, with timers as fine as they come (prctl(2), PR_SET_TIMERSLACK).
static inline void cusbfs_run_on(int processor) {
  unsigned long mask[16] = {0};
  mask[processor / (8 * sizeof(long)) % 16] = 1UL << processor % (8 * sizeof(long));
  syscall(SYS_sched_setaffinity, 0, sizeof(mask), mask);
  prctl(PR_SET_TIMERSLACK, 1);
}

/// gettid, which the C library declares for GNU programs only.
static inline pid_t cusbfs_gettid(void) { return (pid_t)syscall(SYS_gettid); }

static inline int cusbfs_exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

/// Sends a descriptor over a socket (SCM_RIGHTS).
static inline int cusbfs_send_descriptor(int socket, int fd) {
  char byte = 0;
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
  struct iovec data = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.space)};
  *(int *)CMSG_DATA(&control.header) = fd;
  return sendmsg(socket, &message, 0) < 0 ? -errno : 0;
}

/// Waits for a descriptor that comes over a socket (SCM_RIGHTS), and gives the number that it has here.
static inline int cusbfs_receive_descriptor(int socket) {
  char byte;
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec data = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.space)};
  if (recvmsg(socket, &message, 0) < 0) return -errno;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  return header && header->cmsg_type == SCM_RIGHTS ? *(int *)CMSG_DATA(header) : -EBADMSG;
}

/// Moves a program's pages into a pipe. -1 and errno are as the C function's, which glibc hides from Swift.
static inline long cusbfs_vmsplice(int pipe, struct iovec *memory) { return syscall(SYS_vmsplice, pipe, memory, 1, 0); }

/// Reads a process's memory. -1 and errno are as the C function's, which glibc hides from Swift.
static inline long cusbfs_process_vm_readv(pid_t pid, struct iovec *to, struct iovec *from) {
  return syscall(SYS_process_vm_readv, pid, to, 1, from, 1, 0);
}

/// Registers memory as the one fixed buffer of a new io_uring: 0, or the error of io_uring_setup (-ENOSYS without it) or,
/// with `registered` set, of the registration.
static inline int cusbfs_register_fixed_buffer(void *base, size_t count, int *registered) {
  // struct io_uring_params is 120 bytes in every kernel; IORING_REGISTER_BUFFERS is 0.
  char parameters[120] = {0};
  struct iovec buffer = {base, count};
  *registered = 0;
  long ring = syscall(425, 1, parameters);
  if (ring < 0) return -errno;
  *registered = 1;
  int result = syscall(427, ring, 0, &buffer, 1) < 0 ? -errno : 0;
  close((int)ring);
  return result;
}

/// Lets the process have no more mappings that are both writable and executable; -EINVAL before Linux 6.3.
static inline int cusbfs_refuse_exec_gain(void) {
  // PR_SET_MDWE and PR_MDWE_REFUSE_EXEC_GAIN, which older headers lack.
  return prctl(65, 1, 0, 0, 0) < 0 ? -errno : 0;
}

/// A userfaultfd that is told of accesses to pages that are not there yet.
static inline int cusbfs_userfaultfd(void *start, size_t length) {
  struct uffdio_api api = {.api = UFFD_API};
  struct uffdio_register range = {{(__u64)start, length}, UFFDIO_REGISTER_MODE_MISSING, 0};
  int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  if (ioctl(fd, UFFDIO_API, &api) == 0 && ioctl(fd, UFFDIO_REGISTER, &range) == 0) return fd;
  int error = errno;
  close(fd);
  return -error;
}

/// Fills pages that were missing, and lets go on whoever waits for them.
static inline int cusbfs_userfault_copy(int fd, void *to, const void *from, size_t length) {
  struct uffdio_copy copy = {.dst = (__u64)to, .src = (__u64)from, .len = length};
  return ioctl(fd, UFFDIO_COPY, &copy) < 0 ? -errno : 0;
}

/// epoll, which Swift's Glibc leaves out: an instance that watches one descriptor for EPOLLOUT.
static inline int cusbfs_epoll(int fd, int is_edge_triggered) {
  struct epoll_event event = {.events = EPOLLOUT | (is_edge_triggered ? EPOLLET : 0)};
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) return -errno;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0) return epoll;
  int error = errno;
  close(epoll);
  return -error;
}

/// epoll_wait: the number of events, 0 or 1.
static inline int cusbfs_epoll_wait(int epoll, int milliseconds) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, milliseconds);
  return count < 0 ? -errno : count;
}

/// struct usbdevfs_urb as a 32-bit program lays it out (drivers/usb/core/devio.c, struct usbdevfs_urb32).
struct cusbfs_urb32 {
  __u8 type;
  __u8 endpoint;
  __s32 status;
  __u32 flags;
  __u32 buffer;
  __s32 buffer_length;
  __s32 actual_length;
  __s32 start_frame;
  __s32 number_of_packets;
  __s32 error_count;
  __u32 signr;
  __u32 usercontext;
};

static const unsigned long CUSBFS_SUBMITURB32 = _IOR('U', 10, struct cusbfs_urb32);
static const unsigned long CUSBFS_REAPURB32 = _IOW('U', 12, __u32);
static const unsigned long CUSBFS_REAPURBNDELAY32 = _IOW('U', 13, __u32);

/// The answer to a segmentation fault in the child of `cusbfs_has_int80`.
static inline void cusbfs_no_int80(int signal) {
  (void)signal;
  _exit(1);
}

/// Whether 64-bit programs can use the system call entry of 32-bit programs. Without IA32 emulation the instruction is
/// a general protection fault, so a child tries it (system call 20 is getpid); the kernel logs no signal that is caught.
static inline int cusbfs_has_int80(void) {
#if defined(__x86_64__)
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGSEGV, cusbfs_no_int80);
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
    _exit(result > 0 ? 0 : 1);
  }
  int status = -1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
#else
  return 0;
#endif
}

/// ioctl through the system call entry of 32-bit programs; -ENOSYS on an architecture without int $0x80.
static inline int cusbfs_ioctl32(int fd, unsigned long request, __u32 argument) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"(54L), "b"((long)fd), "c"((long)request), "d"((long)argument)
                   : "memory", "r8", "r9", "r10", "r11");
  return (int)result;
#else
  return -ENOSYS;
#endif
}

/// usbmon's binary interface (Documentation/usb/usbmon.rst): the header of an event, and the calls that get one.
struct cusbfs_mon_header {
  __u64 id;
  __u8 type;
  __u8 transfer_type;
  __u8 endpoint;
  __u8 device;
  __u16 bus;
  __s8 flag_setup;
  __s8 flag_data;
  __s64 seconds;
  __s32 microseconds;
  __s32 status;
  __u32 urb_length;
  __u32 captured_length;
  __u8 setup[8];
  __s32 interval;
  __s32 start_frame;
  __u32 transfer_flags;
  __u32 descriptors;
};

struct cusbfs_mon_get {
  struct cusbfs_mon_header *header;
  void *data;
  size_t allocated;
};

static const unsigned long CUSBFS_MON_RING_SIZE = _IO(0x92, 4);
static const unsigned long CUSBFS_MON_GET = _IOW(0x92, 10, struct cusbfs_mon_get);
