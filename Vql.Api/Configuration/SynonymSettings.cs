using Microsoft.Extensions.Options;
using Vql.Core.Aliases;
using Vql.Core.Filters;

namespace Vql.Api.Configuration;

/// <summary>Reads the synonyms of the deployment.</summary>
internal static class SynonymSettings
{
    private const string FileKey = "VQL_SYNONYMS_FILE";
    private const int MaxFaults = 20;

    /// <summary>Adds the filters with the synonyms of the file that <c>VQL_SYNONYMS_FILE</c> names.</summary>
    /// <exception cref="OptionsValidationException">The file is invalid. The failures name every invalid line.</exception>
    public static void AddFilters(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(new FilterSet(Read(builder.Configuration)));

    /// <summary>Reads the synonyms: the built-in ones, and those of the file.</summary>
    private static Synonyms Read(IConfiguration configuration)
    {
        if (new Settings(configuration).Text(FileKey) is not { } path)
        {
            return Synonyms.Titles;
        }

        var faults = new List<SynonymFault>();
        if (ReadFile(path, faults) is { } content && SynonymFile.Read(content, Synonyms.Titles, faults) is { } synonyms)
        {
            return synonyms;
        }

        var failures = faults.Take(MaxFaults).Select(fault =>
            $"{FileKey}: {path}{(fault.Line is { } line ? $", line {line}" : "")}: {fault.Message}");
        throw new OptionsValidationException(
            "synonyms", typeof(Synonyms),
            faults.Count > MaxFaults ? failures.Append($"{FileKey}: {path}: {faults.Count - MaxFaults} more errors") : failures);
    }

    // Reads one byte more than the maximum, so that a larger file is detected without reading it.
    private static byte[]? ReadFile(string path, List<SynonymFault> faults)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = new byte[SynonymFile.MaxBytes + 1];
            return content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(new SynonymFault(null, $"cannot be read: {exception.Message}"));
            return null;
        }
    }
}
