using System.Diagnostics;

namespace Vql.EmbeddedPostgres;

/// <summary>The user that PostgreSQL runs as; it cannot run as root.</summary>
/// <param name="Name">The other user; null when the current one will do.</param>
internal sealed record UnprivilegedUser(string? Name)
{
    /// <summary>The current user, or for root the first of the usual ones that the machine has.</summary>
    /// <exception cref="InvalidOperationException">Root on a machine without any of them.</exception>
    public static UnprivilegedUser Choose()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            return new UnprivilegedUser((string?)null);
        }

        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return Array.Find(["postgres", "nobody"], known.Contains) is { } name
            ? new UnprivilegedUser(name)
            : throw new InvalidOperationException(
                "PostgreSQL cannot run as root, and this machine has neither a user 'postgres' nor 'nobody'. "
                + "Create one, or run as an ordinary user.");
    }

    /// <summary>The command that runs a program as this user.</summary>
    public (string File, IReadOnlyList<string> Arguments) Command(string program, IEnumerable<string> arguments) =>
        Name is null ? (program, [.. arguments]) : ("setpriv", [$"--reuid={Name}", "--clear-groups", "--", program, .. arguments]);

    /// <summary>Whether the user can enter a folder, or the nearest one above it that exists.</summary>
    public bool CanEnter(string folder)
    {
        if (Name is null)
        {
            return true;
        }

        var existing = folder;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        var (file, arguments) = Command("test", ["-x", existing]);
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
