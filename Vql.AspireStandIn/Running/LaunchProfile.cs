using System.Text.Json;

namespace Aspire.Hosting.Running;

/// <summary>What a project's launch profile asks for.</summary>
internal sealed record LaunchProfile(IReadOnlyList<Uri> Urls, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The first profile that starts the project itself; null when there is none.</summary>
    public static LaunchProfile? ReadFirst(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(file), Tolerant);
        return json.RootElement.TryGetProperty("profiles", out var profiles)
            ? profiles.EnumerateObject().Select(profile => profile.Value)
                .Where(profile => profile.TryGetProperty("commandName", out var command) && command.GetString() == "Project")
                .Select(Read).FirstOrDefault()
            : null;
    }

    private static LaunchProfile Read(JsonElement profile) => new(
        profile.TryGetProperty("applicationUrl", out var urls)
            ? [.. urls.GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => new Uri(url))]
            : [],
        profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "")
            : []);
}
