// SPDX-License-Identifier: GPL-2.0
/*
 * TLS 1.3 with pre-shared keys, by GnuTLS, then handed over to the kernel, or
 * to a relay.
 *
 * The dialer sends, in the open, an identity that names both machines
 * (key_identity()). The listener looks the key up by it; if the dialer has
 * another key, the binder in its first message is wrong, and the handshake
 * fails. So a connection is known to lead to the machine that the identity
 * names, or to one that has the same key.
 *
 * A dialer that is refused is told why by an alert. That tells a stranger which
 * ids are peers, which is no secret: identities are sent in the open.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>
#include <linux/tls.h>

#include "netd/opening.h"
#include "netd/tls.h"

#ifndef SOL_TLS
#define SOL_TLS	282
#endif

/*
 * The ciphers are those with SHA-256, since a key's binder uses it. Nothing is
 * ever signed, but GnuTLS demands a list of signature algorithms.
 *
 * Without instructions for it, AES is several times slower than ChaCha20; so it
 * is used only if both processors have them. A listener that has them leaves
 * the choice to the dialer; one that has not insists on its own.
 */
#define PRIORITY(ciphers) "NONE:+VERS-TLS1.3:+DHE-PSK:" ciphers		\
			  ":+AEAD:+GROUP-X25519:+GROUP-SECP256R1:+SIGN-ALL"
#define PRIORITY_AES	PRIORITY("+AES-128-GCM:+CHACHA20-POLY1305")
#define PRIORITY_CHACHA	PRIORITY("+CHACHA20-POLY1305:+AES-128-GCM") \
			":%SERVER_PRECEDENCE"

/* No message of a handshake is longer */
#define PACKET_MOST	4096

/**
 * struct tls - a handshake
 * @session: GnuTLS's
 * @machine: at the other end; 0: it has not named itself yet
 * @claim: id that a dialer claims and has not proved; 0: none
 * @strange: why the dialer's identity is refused, TLS_PROTOCOL: it is not
 * @fd: the socket
 * @opening: how the other end began
 * @failed: it failed
 * @failure: why
 * @text: the same, for a person
 * @client: our credentials, if we dial
 */
struct tls {
	gnutls_session_t session;
	__u16 machine;
	__u16 claim;
	enum tls_failure strange;
	int fd;
	struct opening opening;
	bool failed;
	enum tls_failure failure;
	char text[160];
	gnutls_psk_client_credentials_t client;
};

/* Shared by all handshakes */
static struct {
	__u16 self;
	tls_find_key *find;
	gnutls_priority_t priority;
	gnutls_psk_server_credentials_t server;
} common;

/* Look at the first bytes just before they are read */
static ssize_t pull(gnutls_transport_ptr_t arg, void *data, size_t size)
{
	struct tls *tls = arg;
	ssize_t got;
	int err = 0;

	if (tls->opening.kind == OPENING_NONE)
		err = opening_look(&tls->opening, tls->fd);
	if (err < 0) {
		gnutls_transport_set_errno(tls->session, -err);
		return -1;
	}
	got = recv(tls->fd, data, size, 0);
	if (got < 0)
		gnutls_transport_set_errno(tls->session, errno);
	return got;
}

/* The key of a dialer, NULL: it is refused */
static const struct key *dialer_key(struct tls *tls, __u16 dialer,
				    __u16 dialled)
{
	const struct key *key = NULL;

	tls->claim = dialer;
	if (dialled != common.self) {
		tls->strange = TLS_ADDRESS;
		snprintf(tls->text, sizeof(tls->text),
			 "it wants machine %u, this is machine %u", dialled,
			 common.self);
		return NULL;
	}
	if (dialer != common.self)
		key = common.find(dialer);
	if (!key)
		tls->strange = TLS_IDENTITY;
	return key;
}

/*
 * Find the key of a dialer. Return: 1: there is none; GnuTLS goes on with a
 * random one, so that the handshake fails as with a wrong one.
 */
static int look_up(gnutls_session_t session, const gnutls_datum_t *identity,
		   gnutls_datum_t *psk)
{
	struct tls *tls = gnutls_session_get_ptr(session);
	const struct key *key = NULL;
	__u16 dialer, dialled;

	if (key_identity_parse(identity->data, identity->size, &dialer,
			       &dialled))
		tls->strange = TLS_IDENTITY;
	else
		key = dialer_key(tls, dialer, dialled);
	if (!key)
		return 1;
	psk->data = gnutls_malloc(KEY_BYTES);
	psk->size = KEY_BYTES;
	if (!psk->data)
		return -1;
	if (key_derive(key, dialer, dialled, psk->data)) {
		gnutls_free(psk->data);
		return -1;
	}
	tls->machine = dialer;
	return 0;
}

/* The lines of x86 ("flags") and ARM ("Features"); others are not known */
static bool lacks_aes(const char *line)
{
	if (strncmp(line, "flags", 5) && strncmp(line, "Features", 8))
		return false;
	return !strstr(line, " aes ") && !strstr(line, " aes\n");
}

/**
 * tls_cpu_has_aes() - does this processor have instructions for AES?
 * @path: /proc/cpuinfo
 *
 * Return: false if it is known to have none.
 */
bool tls_cpu_has_aes(const char *path)
{
	FILE *file = fopen(path, "re");
	bool lacks = false;
	char *line = NULL;
	size_t size = 0;

	while (file && !lacks && getline(&line, &size, file) > 0)
		lacks = lacks_aes(line);
	free(line);
	if (file)
		fclose(file);
	return !lacks;
}

/**
 * tls_open() - prepare for handshakes
 * @self: our machine id
 * @find: finds the key of a machine
 * @has_aes: our processor has instructions for AES
 *
 * Return: 0, or -EIO: GnuTLS cannot do what we need.
 */
int tls_open(__u16 self, tls_find_key *find, bool has_aes)
{
	common.self = self;
	common.find = find;
	if (gnutls_priority_init(&common.priority, has_aes ? PRIORITY_AES :
				 PRIORITY_CHACHA, NULL))
		return -EIO;
	if (gnutls_psk_allocate_server_credentials(&common.server))
		return -EIO;
	gnutls_psk_set_server_credentials_function2(common.server, look_up);
	return 0;
}

/**
 * tls_close() - undo tls_open(), after all handshakes have ended
 */
void tls_close(void)
{
	if (common.priority)
		gnutls_priority_deinit(common.priority);
	if (common.server)
		gnutls_psk_free_server_credentials(common.server);
	memset(&common, 0, sizeof(common));
}

static int set_client(struct tls *tls, const struct key *key)
{
	char identity[KEY_IDENTITY];
	gnutls_datum_t user = { .data = (unsigned char *)identity };
	unsigned char bytes[KEY_BYTES];
	const gnutls_datum_t psk = { .data = bytes, .size = KEY_BYTES };
	int err;

	key_identity(common.self, tls->machine, identity);
	user.size = strlen(identity);
	err = key_derive(key, common.self, tls->machine, bytes);
	if (!err)
		err = gnutls_psk_allocate_client_credentials(&tls->client);
	if (!err)
		err = gnutls_psk_set_client_credentials2(tls->client, &user,
							 &psk,
							 GNUTLS_PSK_KEY_RAW);
	explicit_bzero(bytes, sizeof(bytes));
	if (!err)
		err = gnutls_credentials_set(tls->session, GNUTLS_CRD_PSK,
					     tls->client);
	return err;
}

/* The other end may be a kernel, which takes no new keys: never send any */
static int set_session(struct tls *tls, int fd, __u16 machine)
{
	const struct key *key = machine ? common.find(machine) : NULL;
	int err = gnutls_init(&tls->session, GNUTLS_NONBLOCK |
			      GNUTLS_NO_TICKETS | GNUTLS_NO_SIGNAL |
			      GNUTLS_NO_AUTO_REKEY |
			      (machine ? GNUTLS_CLIENT : GNUTLS_SERVER));

	if (err)
		return err;
	gnutls_session_set_ptr(tls->session, tls);
	tls->fd = fd;
	gnutls_transport_set_ptr2(tls->session, tls,
				  (gnutls_transport_ptr_t)(intptr_t)fd);
	gnutls_transport_set_pull_function(tls->session, pull);
	gnutls_handshake_set_max_packet_length(tls->session, PACKET_MOST);
	gnutls_handshake_set_timeout(tls->session,
				     GNUTLS_INDEFINITE_TIMEOUT);
	err = gnutls_priority_set(tls->session, common.priority);
	if (err)
		return err;
	tls->machine = machine;
	if (!machine)
		return gnutls_credentials_set(tls->session, GNUTLS_CRD_PSK,
					      common.server);
	return key ? set_client(tls, key) : -1;
}

/**
 * tls_begin() - begin a handshake
 * @fd: connected non-blocking socket; stays the caller's
 * @machine: the machine that we dialled; 0: the other end dialled us
 *
 * Return: the handshake, or NULL: no memory, or we have no key for it.
 */
struct tls *tls_begin(int fd, __u16 machine)
{
	struct tls *tls = calloc(1, sizeof(*tls));

	if (!tls)
		return NULL;
	if (!set_session(tls, fd, machine))
		return tls;
	tls_end(tls);
	return NULL;
}

/**
 * tls_end() - free a handshake
 * @tls: the handshake; its socket is still open
 */
void tls_end(struct tls *tls)
{
	if (tls->session)
		gnutls_deinit(tls->session);
	if (tls->client)
		gnutls_psk_free_client_credentials(tls->client);
	free(tls);
}

static bool went_away(int error)
{
	return error == GNUTLS_E_PREMATURE_TERMINATION ||
	       error == GNUTLS_E_PULL_ERROR || error == GNUTLS_E_PUSH_ERROR ||
	       error == GNUTLS_E_SESSION_EOF;
}

/* The listener refuses us: its alert says why (see alert_for()) */
static enum tls_failure understand(int alert, __u16 self, char *text,
				   size_t size)
{
	switch (alert) {
	case GNUTLS_A_INSUFFICIENT_SECURITY:
		return TLS_INSECURE;
	case GNUTLS_A_UNRECOGNIZED_NAME:
		snprintf(text, size, "another machine listens there");
		return TLS_ADDRESS;
	case GNUTLS_A_UNKNOWN_PSK_IDENTITY:
		snprintf(text, size,
			 "it has no key for machine %u, or does not know it as a peer",
			 self);
		return TLS_IDENTITY;
	case GNUTLS_A_DECRYPT_ERROR:
		return TLS_KEY;
	default:
		snprintf(text, size,
			 "it refuses TLS 1.3 with a key, so it is not demos-netd (%s)",
			 gnutls_alert_get_name(alert));
		return TLS_PROTOCOL;
	}
}

/* Which alert tells a dialer why we refuse it? */
static int alert_for(enum tls_failure failure)
{
	switch (failure) {
	case TLS_ADDRESS:
		return GNUTLS_A_UNRECOGNIZED_NAME;
	case TLS_IDENTITY:
		return GNUTLS_A_UNKNOWN_PSK_IDENTITY;
	case TLS_KEY:
		return GNUTLS_A_DECRYPT_ERROR;
	default:
		return GNUTLS_A_HANDSHAKE_FAILURE;
	}
}

/* What the other end did wrong, or does not have */
static enum tls_failure judge(struct tls *tls, int error)
{
	const char *speaks = opening_text(&tls->opening);

	if (tls->opening.kind == OPENING_DEMOS) {
		tls->claim = tls->opening.machine;
		return TLS_INSECURE;
	}
	if (tls->strange)
		return tls->strange;
	if (tls->machine && tls->opening.kind == OPENING_TLS)
		return TLS_KEY;
	snprintf(tls->text, sizeof(tls->text), "%s",
		 speaks ? speaks : gnutls_strerror(error));
	return TLS_PROTOCOL;
}

static enum tls_step fail(struct tls *tls, int error)
{
	tls->failed = true;
	if (error == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		tls->failure = understand(gnutls_alert_get(tls->session),
					  common.self, tls->text,
					  sizeof(tls->text));
	} else if (went_away(error)) {
		tls->failure = TLS_CLOSED;
	} else {
		tls->failure = judge(tls, error);
		/* If it does not arrive, the other end sees the socket close */
		gnutls_alert_send(tls->session, GNUTLS_AL_FATAL,
				  alert_for(tls->failure));
	}
	return TLS_FAILED;
}

/**
 * tls_step() - go on as far as possible without waiting
 * @tls: the handshake, not done and not failed so far
 *
 * Return: TLS_READS or TLS_WRITES: call again when the socket is ready for
 * that; TLS_DONE; TLS_FAILED.
 */
enum tls_step tls_step(struct tls *tls)
{
	int err;

	err = gnutls_handshake(tls->session);
	if (err == GNUTLS_E_SUCCESS) {
		/* Check again what the priorities promise */
		if (gnutls_protocol_get_version(tls->session) !=
		    GNUTLS_TLS1_3 || !tls->machine ||
		    gnutls_record_check_pending(tls->session))
			return fail(tls, GNUTLS_E_INSUFFICIENT_SECURITY);
		return TLS_DONE;
	}
	if (gnutls_error_is_fatal(err))
		return fail(tls, err);
	return gnutls_record_get_direction(tls->session) ? TLS_WRITES :
							   TLS_READS;
}

/**
 * tls_machine() - which machine is at the other end?
 * @tls: the handshake
 *
 * Return: before TLS_DONE: the machine that we dialled, or the id that the
 * dialer claims, or 0; after it: the proved id.
 */
__u16 tls_machine(const struct tls *tls)
{
	return tls->machine ? tls->machine : tls->claim;
}

/**
 * tls_failure() - why did it fail?
 * @tls: the handshake, failed
 *
 * Return: enum tls_failure.
 */
enum tls_failure tls_failure(const struct tls *tls)
{
	return tls->failure;
}

/**
 * tls_text() - how is it protected, or why did it fail?
 * @tls: the handshake, done or failed
 *
 * Return: the text, which lives as long as @tls; NULL: it failed, and there is
 * no more to say than tls_failure().
 */
const char *tls_text(const struct tls *tls)
{
	if (*tls->text || tls->failed)
		return *tls->text ? tls->text : NULL;
	return gnutls_cipher_get_name(gnutls_cipher_get(tls->session));
}

/**
 * tls_session() - GnuTLS's part of a handshake
 * @tls: the handshake
 *
 * Return: the session, which lives as long as @tls.
 */
gnutls_session_t tls_session(const struct tls *tls)
{
	return tls->session;
}

/* ---- Into the kernel */

static int set_aes(int fd, int direction, const gnutls_datum_t *iv,
		   const gnutls_datum_t *key, const unsigned char seq[8])
{
	struct tls12_crypto_info_aes_gcm_128 info = {
		.info.version = TLS_1_3_VERSION,
		.info.cipher_type = TLS_CIPHER_AES_GCM_128,
	};
	int err;

	if (iv->size != sizeof(info.salt) + sizeof(info.iv) ||
	    key->size != sizeof(info.key))
		return -EIO;
	memcpy(info.salt, iv->data, sizeof(info.salt));
	memcpy(info.iv, iv->data + sizeof(info.salt), sizeof(info.iv));
	memcpy(info.key, key->data, sizeof(info.key));
	memcpy(info.rec_seq, seq, sizeof(info.rec_seq));
	err = setsockopt(fd, SOL_TLS, direction, &info, sizeof(info)) ?
	      -errno : 0;
	explicit_bzero(&info, sizeof(info));
	return err;
}

static int set_chacha(int fd, int direction, const gnutls_datum_t *iv,
		      const gnutls_datum_t *key, const unsigned char seq[8])
{
	struct tls12_crypto_info_chacha20_poly1305 info = {
		.info.version = TLS_1_3_VERSION,
		.info.cipher_type = TLS_CIPHER_CHACHA20_POLY1305,
	};
	int err;

	if (iv->size != sizeof(info.iv) || key->size != sizeof(info.key))
		return -EIO;
	memcpy(info.iv, iv->data, sizeof(info.iv));
	memcpy(info.key, key->data, sizeof(info.key));
	memcpy(info.rec_seq, seq, sizeof(info.rec_seq));
	err = setsockopt(fd, SOL_TLS, direction, &info, sizeof(info)) ?
	      -errno : 0;
	explicit_bzero(&info, sizeof(info));
	return err;
}

static int set_direction(struct tls *tls, int fd, int direction)
{
	gnutls_datum_t mac, iv, key;
	unsigned char seq[8];

	if (gnutls_record_get_state(tls->session, direction == TLS_RX, &mac,
				    &iv, &key, seq))
		return -EIO;
	switch (gnutls_cipher_get(tls->session)) {
	case GNUTLS_CIPHER_AES_128_GCM:
		return set_aes(fd, direction, &iv, &key, seq);
	case GNUTLS_CIPHER_CHACHA20_POLY1305:
		return set_chacha(fd, direction, &iv, &key, seq);
	default:
		return -EIO;
	}
}

/**
 * tls_to_kernel() - let the kernel encrypt a socket from now on
 * @tls: the handshake, done; the caller ends it next
 * @fd: its socket
 *
 * Return: 0; -ENOENT: the kernel has no module "tls", or lacks the cipher;
 * -ENOPROTOOPT, -EOPNOTSUPP: it has no TLS for such a socket. These three leave
 * the socket unchanged. After another negative errno, the socket must not be
 * used any more.
 */
int tls_to_kernel(struct tls *tls, int fd)
{
	static const char ulp[] = "tls";
	int err;

	if (setsockopt(fd, IPPROTO_TCP, TCP_ULP, ulp, sizeof(ulp)))
		return -errno;
	err = set_direction(tls, fd, TLS_TX);
	if (err)
		return err;
	return set_direction(tls, fd, TLS_RX) ? -EIO : 0;
}

/**
 * tls_kernel_ready() - can the kernel do TLS?
 *
 * Loads its module if we may.
 *
 * Return: 0 or a negative errno; -ENOENT: it has no module "tls".
 */
int tls_kernel_ready(void)
{
	static const char ulp[] = "tls";
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err = 0;

	if (fd < 0)
		return -errno;
	/* A kernel that knows TLS answers that the socket is not connected */
	if (setsockopt(fd, IPPROTO_TCP, TCP_ULP, ulp, sizeof(ulp)) &&
	    errno != ENOTCONN)
		err = -errno;
	close(fd);
	return err;
}
