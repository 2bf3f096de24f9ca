using System.Text.RegularExpressions;
using Vql.Testing.Files;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Reads the references between the folders of a project from its source files. Each folder is a namespace.
/// </summary>
internal static partial class FolderReferences
{
    /// <summary>Returns pairs of folders, the first of which refers to the second.</summary>
    /// <param name="project">The name of the project, which is its root namespace.</param>
    public static IReadOnlySet<(string From, string To)> Of(string project)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
            .Where(path => !IsOutput(path)).Select(File.ReadAllText).ToList();
        var folders = files.Select(text => FolderOf(text, project)).ToHashSet();
        var references = new HashSet<(string, string)>();
        foreach (var text in files)
        {
            var from = FolderOf(text, project);
            foreach (Match match in Regex.Matches(text, $@"\b{Regex.Escape(project)}\.([A-Z]\w*(?:\.[A-Z]\w*)*)"))
            {
                var to = match.Groups[1].Value;
                while (to.Length > 0 && !folders.Contains(to))
                {
                    to = to[..Math.Max(0, to.LastIndexOf('.'))];
                }

                // The root folder of a host may refer to all folders.
                if (from.Length > 0 && to.Length > 0 && to != from)
                {
                    references.Add((from, to));
                }
            }
        }

        return references;
    }

    private static bool IsOutput(string path) => path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    private static string FolderOf(string text, string project) =>
        Namespace().Match(text) is { Success: true } match && match.Groups[1].Value.StartsWith(project, StringComparison.Ordinal)
            ? match.Groups[1].Value[project.Length..].TrimStart('.')
            : "";

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
