package org.pathgauge.lighty;

import com.google.common.base.Throwables;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.opendaylight.mdsal.dom.api.DOMMountPoint;
import org.opendaylight.mdsal.dom.api.DOMMountPointListener;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manages a fleet of agents through OpenDaylight: mounts them, prints their alarms, and carries out commands from
 * standard input until that ends. What it prints are JSON objects, one a line.
 */
public final class Manager {
    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);
    private static final String USAGE = """
            usage: manager USER PASSWORD-FILE NAME=HOST:PORT...

            Commands on standard input, each answered by a line for each agent:
              get MODULE:CONTAINER NAME...   configuration and state of a top-level container
              merge FILE NAME...             merges a configuration, in one commit an agent, all at once
              replace FILE NAME...           the same, and what FILE does not have goes
            FILE is JSON as in RFC 7951.""";

    private final Controller controller;
    private final Topology topology;
    private final Events events;

    private Manager(final Controller controller, final Login login, final Events events) {
        this.controller = controller;
        this.events = events;
        topology = new Topology(controller.services().getBindingDataBroker(), login);
    }

    /** Ends with status 2 when the arguments are wrong, with 1 when the controller does not start. */
    public static void main(final String[] arguments) {
        final Login login;
        final List<Device> devices;
        try {
            if (arguments.length < 3) {
                throw new IllegalArgumentException(USAGE);
            }
            login = new Login(
                    arguments[0], Files.readString(Path.of(arguments[1])).strip());
            devices = Arrays.stream(arguments).skip(2).map(Device::parse).toList();
        } catch (IllegalArgumentException | IOException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        final var events = new Events(System.out);
        try (var controller = Controller.start();
                var workers = Executors.newCachedThreadPool()) {
            new Manager(controller, login, events).manage(devices, workers);
        } catch (Exception failure) {
            LOG.error("The manager ends", failure);
            System.exit(1);
        }
        // Threads of the controller's libraries are left.
        System.exit(0);
    }

    private void manage(final List<Device> devices, final ExecutorService workers)
            throws IOException, InterruptedException, ExecutionException {
        final var names = devices.stream().collect(Collectors.toMap(device -> Mount.path(device.name()), Device::name));
        controller.services().getDOMMountPointService().registerProvisionListener(new DOMMountPointListener() {
            @Override
            public void onMountPointCreated(final DOMMountPoint point) {
                workers.execute(() -> orTell(names.get(point.getIdentifier()), Manager.this::mounted));
            }

            @Override
            public void onMountPointRemoved(final YangInstanceIdentifier path) {
                events.tell("lost", names.get(path), "OpenDaylight goes on trying to connect");
            }
        });
        for (var device : devices) {
            topology.add(device);
        }
        final var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            final var words = List.of(line.strip().split("\\s+"));
            if (words.size() < 3) {
                events.tell("failed", "", "\"" + line + "\" is no command\n" + USAGE);
                continue;
            }
            for (var name : words.subList(2, words.size())) {
                workers.execute(() -> orTell(name, agent -> carryOut(words.get(0), words.get(1), agent)));
            }
        }
    }

    /** Something done with an agent, given its name. */
    private interface Step {
        void take(String agent) throws IOException, InterruptedException, ExecutionException, TimeoutException;
    }

    private void orTell(final String agent, final Step step) {
        try {
            step.take(agent);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IOException | RuntimeException failure) {
            final var cause = Throwables.getRootCause(failure);
            events.tell("failed", agent, Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
        }
    }

    /** With each connection anew, since the agent forgets a subscription together with its session. */
    private void mounted(final String agent) throws InterruptedException, ExecutionException, TimeoutException {
        final var mount = mount(agent);
        mount.subscribe(events);
        final var connection = topology.connected(agent);
        final var details = new JsonObject();
        details.addProperty("modules", mount.modules());
        details.addProperty(
                "capabilities",
                connection
                        .getAvailableCapabilities()
                        .nonnullAvailableCapability()
                        .size());
        final var unavailable = new JsonArray();
        connection
                .getUnavailableCapabilities()
                .nonnullUnavailableCapability()
                .forEach(capability ->
                        unavailable.add(capability.getCapability() + ": " + capability.getFailureReason()));
        details.add("unavailable", unavailable);
        events.tell("mounted", agent, details);
    }

    private void carryOut(final String verb, final String operand, final String agent)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        final var mount = mount(agent);
        switch (verb) {
            case "get" -> events.tell("data", agent, mount.get(operand));
            case "merge", "replace" -> {
                mount.push(Path.of(operand), verb.equals("replace"));
                events.tell("pushed", agent, operand);
            }
            default -> throw new IllegalArgumentException("\"" + verb + "\" is no command\n" + USAGE);
        }
    }

    private Mount mount(final String agent) {
        return new Mount(agent, controller.services().getDOMMountPointService());
    }
}
