using System.Diagnostics;

namespace Vql.EmbeddedPostgres;

/// <summary>The user that PostgreSQL runs as. PostgreSQL cannot run as root.</summary>
/// <param name="Name">The name of another user. Null for the current user.</param>
internal sealed record UnprivilegedUser(string? Name)
{
    /// <summary>Returns the current user, or for root the existing user <c>postgres</c> or <c>nobody</c>.</summary>
    /// <exception cref="InvalidOperationException">
    /// The current user is root, and neither of the users exists.
    /// </exception>
    public static UnprivilegedUser Choose()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            return new UnprivilegedUser((string?)null);
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return Array.Find(["postgres", "nobody"], users.Contains) is { } name
            ? new UnprivilegedUser(name)
            : throw new InvalidOperationException(
                "PostgreSQL cannot run as root, and neither the user 'postgres' nor the user 'nobody' exists. "
                + "Create one of them, or run as an unprivileged user.");
    }

    /// <summary>Returns the command that runs a program as this user.</summary>
    public (string File, IReadOnlyList<string> Arguments) Command(string program, IEnumerable<string> arguments) =>
        Name is null ? (program, [.. arguments]) : ("setpriv", [$"--reuid={Name}", "--clear-groups", "--", program, .. arguments]);

    /// <summary>
    /// Returns whether the user can access a folder or, if it does not exist, its nearest existing ancestor.
    /// </summary>
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
