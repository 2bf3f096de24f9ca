using System.Text;

namespace Vql.AppHost.Publishing;

/// <summary>
/// A file with variables, next to the published files. Publishing again keeps the existing values, and moves unknown
/// variables to the end.
/// </summary>
internal static class VariableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Returns the text of the file.</summary>
    /// <param name="heading">The comment on the first line.</param>
    /// <param name="entries">The variables with their values.</param>
    /// <param name="existing">The text of the existing file. Empty if there is none.</param>
    public static string Merge(string heading, IEnumerable<VariableEntry> entries, string existing)
    {
        var values = Read(existing);
        var text = new StringBuilder($"# {heading}\n");
        foreach (var (variable, value, replaces) in entries)
        {
            var isFilled = values.Remove(variable.Name, out var filled) && filled.Length > 0 && !replaces;
            text.Append($"\n# {variable.Description}{(variable.IsRequired ? " Required." : "")}\n");
            text.Append($"{variable.Name}={(isFilled ? filled : value)}\n");
        }

        if (values.Count > 0)
        {
            text.Append("\n# Not published by the AppHost.\n");
            text.AppendJoin("", values.Select(pair => $"{pair.Key}={pair.Value}\n"));
        }

        return text.ToString();
    }

    /// <summary>Writes the file, readable only by its owner.</summary>
    public static async Task WriteAsync(
        string path, string heading, IEnumerable<VariableEntry> entries, CancellationToken cancellationToken)
    {
        var existing = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "";
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using var file = new FileStream(path, options);
        file.SetLength(0);
        await file.WriteAsync(Encoding.UTF8.GetBytes(Merge(heading, entries, existing)), cancellationToken);
    }

    private static OrderedDictionary<string, string> Read(string text)
    {
        var values = new OrderedDictionary<string, string>();
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Where(line => line[0] != '#'))
        {
            var (name, value) = line.IndexOf('=') is var at and > 0 ? (line[..at].Trim(), line[(at + 1)..].Trim()) : (line, "");
            values[name] = value;
        }

        return values;
    }
}

/// <summary>A variable in a file.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Value">The value in a new file.</param>
/// <param name="Replaces">Whether the value also replaces an existing value.</param>
internal sealed record VariableEntry(Variable Variable, string Value, bool Replaces = false);
