using System.Text;
using Microsoft.Extensions.Options;
using Vql.Api.Configuration;

namespace Vql.Api.Access;

/// <summary>Who is let in, and how much each may ask.</summary>
internal sealed record AccessOptions
{
    public const string TokenSecretKey = "JWT_SECRET_KEY";
    public const string ApiKeysKey = "API_KEYS";
    public const string ContactsWriteKey = "CONTACTS_WRITE_KEY";
    public const string CompaniesWriteKey = "COMPANIES_WRITE_KEY";

    private const string OriginsKey = "CORS_ORIGINS";
    private const string RequestsKey = "API_MAX_REQUESTS_PER_MINUTE";
    private const string BodyKey = "API_MAX_BODY_BYTES";
    private const int ShortestSecret = 32;
    private const int ShortestKey = 16;

    /// <summary>What tokens are signed with; null when none are taken.</summary>
    public byte[]? TokenSecret { get; private init; }

    public IReadOnlyList<ApiKey> Keys { get; private init; } = [];

    /// <summary>The key of each collection's writers, by its setting; one that is missing lets nobody write.</summary>
    public IReadOnlyDictionary<string, Secret> WriteKeys { get; private init; } = new Dictionary<string, Secret>();

    /// <summary>Whether anybody may do anything: in Development, when nothing says who may.</summary>
    public bool IsAuthenticationDisabled { get; private init; }

    /// <summary>The origins whose pages may ask; <c>*</c> for all.</summary>
    public IReadOnlyList<string> Origins { get; private init; } = [];

    /// <summary>What one caller may ask in a minute; null for no limit.</summary>
    public int? RequestsPerMinute { get; private init; }

    /// <summary>The largest body.</summary>
    public long LargestBody { get; private init; }

    /// <summary>Reads the variables.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong or missing; its failures name every such key.</exception>
    public static AccessOptions Read(IConfiguration configuration, bool isDevelopment)
    {
        var settings = new Settings(configuration);
        var secret = settings.Text(TokenSecretKey) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        if (secret is { Length: < ShortestSecret })
        {
            settings.Faults.Add($"{TokenSecretKey} must have at least {ShortestSecret} bytes");
        }

        var keys = ListOf(settings, ApiKeysKey).Select(entry => ReadKey(entry, settings.Faults)).OfType<ApiKey>().ToList();
        var isUnlocked = secret is null && settings.Text(ApiKeysKey) is null;
        if (isUnlocked && !isDevelopment)
        {
            settings.Faults.Add(
                $"nobody could be let in: set {TokenSecretKey} (what bearer tokens are signed with) or {ApiKeysKey} (NAME:ROLE:KEY,...), " +
                "or run in Development (ASPNETCORE_ENVIRONMENT=Development), where the doors are open");
        }

        var requests = (int)settings.Number(RequestsKey, 0, 0, 1_000_000);
        var options = new AccessOptions
        {
            TokenSecret = secret,
            Keys = keys,
            WriteKeys = new[] { ContactsWriteKey, CompaniesWriteKey }
                .Where(key => settings.Text(key) is not null).ToDictionary(key => key, key => new Secret(settings.Text(key)!)),
            IsAuthenticationDisabled = isUnlocked && isDevelopment,
            Origins = ListOf(settings, OriginsKey),
            RequestsPerMinute = requests == 0 ? null : requests,
            LargestBody = (long)settings.Number(BodyKey, 1 << 20, 1024, 1 << 30),
        };
        return settings.Faults.Count == 0 ? options : throw new OptionsValidationException("access", typeof(AccessOptions), settings.Faults);
    }

    // What a fault says never repeats a secret.
    private static ApiKey? ReadKey(string entry, List<string> faults)
    {
        if (entry.Split(':', 3) is [{ Length: > 0 } name, { } role, { Length: >= ShortestKey } key] && Roles.All.Contains(role))
        {
            return new ApiKey(name, role, new Secret(key));
        }

        faults.Add($"{ApiKeysKey} must be NAME:ROLE:KEY, several separated by commas, with a role of {string.Join(", ", Roles.All)} and a key of at least {ShortestKey} letters");
        return null;
    }

    private static string[] ListOf(Settings settings, string key) =>
        (settings.Text(key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A key that lets a program in.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Secret">The key itself.</param>
internal sealed record ApiKey(string Name, string Role, Secret Secret);
