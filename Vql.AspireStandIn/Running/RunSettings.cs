namespace Aspire.Hosting.Running;

/// <summary>How the application is run.</summary>
/// <param name="IsTest">Under a test: proxied endpoints get any free port, and a resource that ends is not started again.</param>
internal sealed record RunSettings(bool IsTest);
