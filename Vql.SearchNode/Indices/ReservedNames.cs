using System.IO.Enumeration;
using System.Text.Json;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>The patterns of names for which a write must not create an index. Persisted as a JSON file.</summary>
internal sealed class ReservedNames
{
    private const string FileName = "templates.json";

    private readonly string _path;
    private Dictionary<string, string[]> _patterns = [];

    /// <param name="folder">The folder of the file.</param>
    public ReservedNames(string folder)
    {
        _path = Path.Combine(folder, FileName);
        if (File.Exists(_path))
        {
            _patterns = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(_path))!;
        }
    }

    /// <summary>Finds a template that reserves a name. Null if there is none.</summary>
    public string? Find(string name) => _patterns.FirstOrDefault(template => template.Value.Any(pattern =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))).Key;

    /// <summary>Adds or replaces a template.</summary>
    public void Put(string template, string[] patterns) => Save(new(_patterns) { [template] = patterns });

    /// <summary>Removes a template.</summary>
    /// <exception cref="NodeException">There is no such template.</exception>
    public void Remove(string template)
    {
        var changed = new Dictionary<string, string[]>(_patterns);
        if (!changed.Remove(template))
        {
            throw new NodeException(404, "resource_not_found_exception", $"index template matching [{template}] not found");
        }

        Save(changed);
    }

    private void Save(Dictionary<string, string[]> patterns)
    {
        AtomicFile.Write(_path, JsonSerializer.Serialize(patterns));
        _patterns = patterns;
    }
}
