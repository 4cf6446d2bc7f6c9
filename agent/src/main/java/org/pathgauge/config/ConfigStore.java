package org.pathgauge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.pathgauge.files.DurableFile;
import org.pathgauge.model.FileStamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration file, the version before it, and the mark of what was validated last.
 *
 * <p>The mark is the SHA-256 of the file and of all that judges it, so that an agent of another build validates again
 * before it starts.
 */
final class ConfigStore {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigStore.class);
    /** What the build wrote of all that decides whether a configuration is valid; there is none in other classes. */
    static final String RULES = "rules.sha256";

    private final Path file;
    private final Path mark;
    private final Path good;
    private final Path backup;

    /** Hash of the file that is in force; empty when there was no file at the start. */
    private Optional<String> known = Optional.empty();

    /** The file when its content was last found to be {@link #known}. */
    private Optional<FileStamp> seen = Optional.empty();

    /** What the mark is known to say. */
    private Optional<String> marked = Optional.empty();

    private Optional<MessageDigest> rules = Optional.empty();

    ConfigStore(Path file, Path state) {
        this.file = file;
        this.mark = state.resolve("validated.sha256");
        this.good = state.resolve("last-good.json");
        this.backup = state.resolve("confirmed-commit.json");
    }

    Path file() {
        return file;
    }

    /** Where the version before the last write is kept. */
    Path previous() {
        return file.resolveSibling(file.getFileName() + ".previous");
    }

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * The text of the file.
     *
     * @throws ConfigException when it is missing, cannot be read or is not UTF-8
     */
    String read() throws ConfigException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (NoSuchFileException e) {
            throw failed("the configuration file " + file + " does not exist; create it, {} is the smallest one", e);
        } catch (CharacterCodingException e) {
            throw failed("the configuration file " + file + " is not UTF-8 text; restore it" + hint(), e);
        } catch (IOException e) {
            throw failed("the configuration file " + file + " cannot be read: " + e, e);
        }
    }

    private String hint() {
        return Files.exists(previous()) ? ", for example from " + previous() : "";
    }

    private static ConfigException failed(String message, IOException cause) {
        return new ConfigException(ConfigError.operationFailed("/", message), cause);
    }

    /** Keeps a copy of what is in force, for the day on which the file is found torn. */
    void keepGood(String text) throws IOException {
        keepGood(text.getBytes(StandardCharsets.UTF_8));
    }

    private void keepGood(byte[] content) throws IOException {
        DurableFile.writeLightly(good, content);
    }

    /**
     * Mends what a crash left behind, before the file is read at a start: a commit that was never confirmed (RFC 6241
     * section 8.4.1), and a torn file.
     *
     * @throws ConfigException when a restored file cannot be written
     */
    void recover() throws ConfigException {
        try {
            if (Files.exists(backup)) {
                String before = Files.readString(backup);
                LOG.warn(
                        "The agent stopped before a confirmed commit was confirmed: {} is set back to what it was before"
                                + " that commit, which is kept as {}",
                        file,
                        previous());
                write(before.getBytes(StandardCharsets.UTF_8));
                DurableFile.remove(backup);
            }
            restoreTorn();
        } catch (IOException e) {
            throw failed("the configuration file " + file + " cannot be restored: " + e, e);
        }
    }

    /** A file that merely is wrong is a person's work and stays; a torn one ends too early or is no text at all. */
    private void restoreTorn() throws IOException {
        if (!Files.exists(file) || !Files.exists(good)) {
            return;
        }
        Optional<String> why = torn();
        if (why.isEmpty()) {
            return;
        }
        Path damaged = file.resolveSibling(file.getFileName() + ".damaged");
        DurableFile.keep(file, damaged);
        LOG.error(
                "{} is torn ({}): it is kept as {}, and the last configuration that was in force is restored from {}",
                file,
                why.get(),
                damaged,
                good);
        DurableFile.write(file, Files.readAllBytes(good));
    }

    private Optional<String> torn() {
        try {
            String text = read();
            if (text.startsWith("\0")) {
                return Optional.of("it was never written to the disk");
            }
            if (isMarkedValid(text)) {
                return Optional.empty();
            }
            JsonText.parse(text);
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(e.getMessage()).filter(m -> m.contains(JsonText.TORN) || m.contains(JsonText.EMPTY));
        }
    }

    /** Keeps, on the disk, what a confirmed commit is to be set back to. */
    void arm() throws IOException {
        String text = exists() ? Files.readString(file) : "{}\n";
        DurableFile.write(backup, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets it, on the disk too. */
    void disarm() throws IOException {
        DurableFile.remove(backup);
    }

    /** Notes the text of the file that is in force, from which a person's edits are told. */
    void loaded(String text) throws ConfigException {
        try {
            known = Optional.of(hash(text.getBytes(StandardCharsets.UTF_8)));
            seen = Optional.empty();
        } catch (IOException e) {
            throw failed("the agent's own " + RULES + " cannot be read (" + e + "); install the agent again", e);
        }
    }

    /**
     * Puts a text that was validated into force: marks it, writes it and keeps a copy.
     *
     * @param write false when the file has it already
     */
    void accept(String text, boolean write) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        String hash = hash(content);
        // The file last: when this fails the old file is still there, and a mark that fits no file does no harm.
        mark(hash);
        seen = write ? write(content) : Optional.empty();
        known = Optional.of(hash);
        try {
            keepGood(content);
        } catch (IOException e) {
            // The file has the new text, so it is too late to refuse it.
            LOG.warn("{} cannot be kept in {}, for the day on which it is found torn: {}", file, good, e.toString());
        }
    }

    /**
     * Refuses to overwrite what a person has written into the file since it was loaded.
     *
     * @throws ConfigException when the file has another content than what is in force
     */
    void permitWrite() throws ConfigException {
        try {
            if (edited()) {
                throw new ConfigException(ConfigError.operationFailed(
                        "/",
                        "the configuration file " + file + " was edited since it was loaded, and this change would"
                                + " overwrite that; take the edit up with 'pathgauge reload', or set the file back, and"
                                + " try again"));
            }
        } catch (IOException e) {
            throw failed("the configuration file " + file + " cannot be read: " + e, e);
        }
    }

    private boolean edited() throws IOException {
        Optional<FileStamp> now = FileStamp.of(file);
        if (now.isEmpty() || now.equals(seen)) {
            return false;
        }
        if (known.isEmpty() || !hash(Files.readAllBytes(file)).equals(known.get())) {
            return true;
        }
        seen = now;
        return false;
    }

    /**
     * Replaces the file, whole or not at all, and keeps the version before.
     *
     * @return the file as it was written; empty when somebody may have edited it already
     */
    private Optional<FileStamp> write(byte[] content) throws IOException {
        if (exists()) {
            if (known.isPresent() && edited()) {
                LOG.warn(
                        "{} was edited since it was loaded and is overwritten now that a confirmed commit is undone; the"
                                + " edited version is kept as {}",
                        file,
                        previous());
            }
            DurableFile.keep(file, previous());
        }
        Path prepared = DurableFile.prepare(file, content);
        Optional<FileStamp> written = FileStamp.of(prepared);
        try {
            DurableFile.replace(file, prepared);
        } catch (AtomicMoveNotSupportedException e) {
            Files.deleteIfExists(prepared);
            throw e;
        }
        return FileStamp.of(file)
                .filter(now -> written.filter(now::isOnlyRenamed).isPresent());
    }

    /** Whether this text was validated already, by this build of the agent. */
    boolean isMarkedValid(String text) {
        try {
            return Files.readString(mark).strip().equals(hash(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return false;
        }
    }

    void markValid(String text) throws IOException {
        mark(hash(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void mark(String hash) throws IOException {
        if (!marked.equals(Optional.of(hash))) {
            // Lost or torn in a crash, it fits no file and costs one validation at the next start.
            DurableFile.overwrite(mark, (hash + "\n").getBytes(StandardCharsets.UTF_8));
            marked = Optional.of(hash);
        }
    }

    private String hash(byte[] content) throws IOException {
        try {
            MessageDigest sha = (MessageDigest) rules().clone();
            sha.update(content);
            return HexFormat.of().formatHex(sha.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every Java platform can be continued twice", e);
        }
    }

    /** The digest as it is after our rules. */
    private synchronized MessageDigest rules() throws IOException {
        if (rules.isEmpty()) {
            MessageDigest sha = sha256();
            try (InputStream in = ConfigStore.class.getResourceAsStream(RULES)) {
                // Classes that nobody has put a mark on are another build each time.
                sha.update(in == null ? SecureRandom.getSeed(16) : in.readAllBytes());
            }
            rules = Optional.of(sha);
        }
        return rules.get();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
